namespace Restante.Fuzz.Targets;

/// <summary>A line of each kind that the readers know; {n} is one of a few numbers, {s} a second.</summary>
internal static class LogTemplates
{
    /// <summary>Stands where a format has a password in clear.</summary>
    public const string Canary = "Zq7xCanary";

    public static IReadOnlyList<string> All { get; } =
    [
        "Nov 21 10:15:{s} pop-01 dovecot: pop3-login: Login: user=<u{n}>, method=PLAIN, rip=192.0.2.{n}, lip=10.0.0.1, mpid=1{n}, TLS, session=<id{n}>",
        "Nov 21 10:15:{s} pop-01 dovecot: pop3(u{n})<1{n}><id{n}>: Disconnected: Logged out top=0/0, retr={n}/{s}, del=0/{n}, size={s}",
        "Nov 21 10:15:{s} pop3(u{n}): Info: Disconnected: Inactivity top=0/0, retr={n}/{s}, del={n}/{s}, size={s}, uidl_hash=0/0 -> {n}/ab",
        "Nov 21 10:15:{s} pop3-login: Info: Disconnected: Connection closed (auth failed, {n} attempts in {s} secs): user=<u{n}>, method=PLAIN, rip=192.0.2.{n}, lip=10.0.0.1, session=<id{n}>",
        "Nov 21 10:15:{s} auth: Info: passwd-file(u{n},192.0.2.{n},<id{n}>): unknown user",
        "2026-11-21T10:15:{s}.120Z pop-01 aa{n} session-start address=192.0.2.{n} listener=pop3",
        "2026-11-21T10:15:{s}.120Z pop-01 aa{n} « RETR {n}",
        "2026-11-21T10:15:{s}.120Z pop-01 aa{n} « PASS Zq7xCanary",
        "2026-11-21T10:15:{s}.120Z pop-01 aa{n} » +OK {s} octets",
        "2026-11-21T10:15:{s}.120Z pop-01 aa{n} » ({s} octets)",
        "2026-11-21T10:15:{s}.120Z pop-01 aa{n} session-end user=u{n} address=\"192.0.2.{n}\" tls=- mechanism=USER end=quit maildrop={n}/{s} retr={n}/{s} top=0/0 dele={n} removed={n} in=1 out=1 seconds=1.5",
        "{\"time\":\"2026-11-21T10:15:{s}.120Z\",\"node\":\"pop-01\",\"session\":\"bb{n}\",\"event\":\"login-failed\",\"user\":\"u\\u0041{n}\",\"address\":null,\"mechanism\":\"USER\"}",
        "Nov 21 10:15:{s} mail pop3d: LOGIN, user=u{n}, ip=[::ffff:192.0.2.{n}], port=[{s}]",
        "Nov 21 10:15:{s} mail pop3d: LOGOUT, user=u{n}, ip=[::ffff:192.0.2.{n}], port=[{s}], top=0, retr={s}, rcvd=1, sent=1, time={n}",
        "Nov 21 10:15:{s} mail pop3d[1{n}]: POP3 login: user `u{n}', source system",
        "Nov 21 10:15:{s} mail pop3d[1{n}]: user `u{n}' logged in with mailbox `/var/mail/u{n}' ({n} messages)",
        "Nov 21 10:15:{s} mail pop3d[1{n}]: session ended for user: u{n}",
        "Nov 21 10:15:{s} mail pop3d[193]: process 1{n} finished with code 76 (Remote protocol error)",
        "Nov 21 10:15:{s} mail cyrus/pop3[1{n}]: event=login.good sessionid=cyrus-1{n} r.clienthost=\"host [192.0.2.{n}]\" u.username=u{n} login.mech=plaintext login.tls=1 pop.subfolder=\"\"",
        "#Fields: dateTime,sessionId,seqNumber,sIp,cIp,user,duration,rqsize,rpsize,command,parameters,context",
        "2026-11-21T10:15:{s}.120Z,000000000000000{n},{n},10.0.0.5:110,192.0.2.7:5123{n},u{n},1,0,{s},retr,1,R=ok",
        "2026-11-21T10:15:{s}.120Z,000000000000000{n},{n},10.0.0.5:110,192.0.2.7:5123{n},u{n},1,0,{s},pass,Zq7xCanary,\"R=\"\"-ERR no\"\"",
        "#Fields: date time c-ip agent account s-ip s-port cs-method cs-uristem cs-uriquery s-computername sc-bytes cs-bytes time-taken cs-username",
        "2026-11-21 10:15:{s} 192.0.2.{n} POP example.org 10.0.0.5 120{n} RETR RETR+{n} +OK+{s}+octets MAIL {s} 8 0 u{n}",
        "2026-11-21 10:15:{s} 192.0.2.{n} POP - 10.0.0.5 120{n} PASS PASS+Zq7xCanary -ERR+no MAIL 20 18 0 -",
        "2026-11-21 10:15:{s} 192.0.2.{n} POP - 10.0.0.5 120{n} {blank} {blank} +OK+ready MAIL 20 0 0 -",
        "{\"timestamp\":\"2026-11-21T10:15:{s}.000100+0000\",\"flow_id\":{n},\"event_type\":\"pop3\",\"src_ip\":\"192.0.2.{n}\",\"pop3\":{\"request\":{\"command\":\"PASS\",\"args\":[\"Zq7xCanary\"]},\"response\":{\"status\":\"OK\",\"header\":\"{n} messages\",\"data\":[]}}}",
        "\"pop.example.org\"\t\"example.org\"\t\"192.0.2.{n}\"\t\"2026-11-21 10:15:{s}\"\t\"u{n}\"\t\"Zq7xCanary\"",
        "2026-11-21T10:15:{s}Z DEBUG POP3 FETCH command (pop3.fetch) listenerId = \"pop3s\", localPort = 995, remoteIp = 192.0.2.{n}, remotePort = 5{n}, size = {s}",
        "Nov 21 10:15:{s} pop-01 postfix/smtpd[812]: connect from unknown[192.0.2.9]",
        "Nov 21 10:15:{s} pop-01 last message repeated {n} times",
        "",
    ];
}
