using System.Formats.Asn1;

namespace Restante.Server.Auth.Sources.Ldap;

/// <summary>The errors of draft-behera-ldap-password-policy that a bind may carry, beside its result code.</summary>
internal enum PolicyError
{
    PasswordExpired = 0,
    AccountLocked = 1,
    ChangeAfterReset = 2,
}

/// <summary>The control in which a directory says why an account is closed.</summary>
internal static class PasswordPolicy
{
    public const string Oid = "1.3.6.1.4.1.42.2.27.8.5.1";

    private static readonly Asn1Tag Warning = new(TagClass.ContextSpecific, 0, isConstructed: true);
    private static readonly Asn1Tag Error = new(TagClass.ContextSpecific, 1);

    /// <summary>SEQUENCE { [0] warning OPTIONAL, [1] ENUMERATED error OPTIONAL }; null for no error, one that is not ours, and nonsense.</summary>
    public static PolicyError? Read(ReadOnlySpan<byte> value)
    {
        try
        {
            var reader = new AsnReader(value.ToArray(), AsnEncodingRules.BER).ReadSequence();
            if (reader.HasData && reader.PeekTag().HasSameClassAndValue(Warning))
            {
                reader.ReadEncodedValue();
            }

            if (!reader.HasData)
            {
                return null;
            }

            var octets = reader.ReadEnumeratedBytes(Error).Span;
            return octets.Length == 1 && Enum.IsDefined((PolicyError)octets[0]) ? (PolicyError)octets[0] : null;
        }
        catch (AsnContentException)
        {
            return null;
        }
    }
}
