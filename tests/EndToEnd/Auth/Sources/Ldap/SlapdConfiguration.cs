namespace Restante.EndToEnd.Auth.Sources.Ldap;

/// <summary>What slapd reads: its configuration, and the users.</summary>
internal static class SlapdConfiguration
{
    /// <summary>crypt(3), 400,000 rounds: a tenth of a second and more to try.</summary>
    private const string SlowHash = "{CRYPT}$6$rounds=400000$restantedecoy$YhGepsGoiSIzSIjU0h7tc3o9JRVdkECTElv7Z/KzlSRfU2chl..RLfpGwJ.nJ0ZuqZF8fPHG17qcRFI6jIjzv1";

    /// <summary>TLS is offered and not demanded; entries may be read by all, passwords by nobody.</summary>
    public static string Of(string folder) => $"""
        include /etc/ldap/schema/core.schema
        include /etc/ldap/schema/cosine.schema
        include /etc/ldap/schema/inetorgperson.schema
        modulepath /usr/lib/ldap
        moduleload back_mdb
        moduleload ppolicy
        pidfile {folder}/slapd.pid
        TLSCACertificateFile {folder}/ca.pem
        TLSCertificateFile {folder}/slapd.pem
        TLSCertificateKeyFile {folder}/slapd.key
        database mdb
        suffix "dc=example,dc=com"
        directory {folder}/db
        dbnosync
        access to attrs=userPassword by anonymous auth by * none
        access to * by * read
        overlay ppolicy
        ppolicy_default "cn=policy,dc=example,dc=com"
        ppolicy_use_lockout

        """;

    public static string Entries(string password, string searchPassword) => $"""
        dn: dc=example,dc=com
        objectClass: dcObject
        objectClass: organization
        o: Example
        dc: example

        dn: cn=policy,dc=example,dc=com
        objectClass: organizationalRole
        objectClass: pwdPolicy
        cn: policy
        pwdAttribute: userPassword
        pwdLockout: TRUE
        pwdMaxFailure: 1000
        pwdMustChange: TRUE

        dn: cn=restante,dc=example,dc=com
        objectClass: organizationalRole
        objectClass: simpleSecurityObject
        cn: restante
        userPassword: {searchPassword}

        dn: ou=people,dc=example,dc=com
        objectClass: organizationalUnit
        ou: people

        {Person("ann", password, "mail: ann@example.com")}
        {Person("ben", password, "mail: both@example.com")}
        {Person("cat", password, "mail: both@example.com")}
        {Person("dan", password, "uid: daniel")}
        {Person("eve", password, "pwdAccountLockedTime: 000001010000Z")}
        {Person("fay", password, "pwdReset: TRUE")}
        {Person("gus", null)}
        {Person("hal", SlowHash)}
        dn: cn=restante-decoy,ou=people,dc=example,dc=com
        objectClass: organizationalRole
        objectClass: simpleSecurityObject
        cn: restante-decoy
        userPassword: {SlowHash}

        dn: cn=no name,ou=people,dc=example,dc=com
        objectClass: person
        cn: no name
        sn: nobody
        userPassword: {password}

        """;

    private static string Person(string uid, string? password, params string[] more) => string.Concat(
        $"dn: uid={uid},ou=people,dc=example,dc=com\nobjectClass: inetOrgPerson\nuid: {uid}\ncn: {uid}\nsn: {uid}\n",
        password is null ? "" : $"userPassword: {password}\n",
        string.Concat(more.Select(line => line + "\n")));
}
