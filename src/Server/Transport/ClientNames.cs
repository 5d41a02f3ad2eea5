using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;

namespace Restante.Server.Transport;

/// <summary>The names of users in a certificate.</summary>
internal static class ClientNames
{
    private const string SubjectAltName = "2.5.29.17";
    private const string CommonName = "2.5.4.3";

    /// <summary>rfc822Name is [1] IA5String among the GeneralNames (RFC 5280 §4.2.1.6).</summary>
    private static readonly Asn1Tag Rfc822Name = new(TagClass.ContextSpecific, 1);

    public static IReadOnlyList<string> Emails(X509Certificate2 certificate)
    {
        var names = new List<string>();
        try
        {
            foreach (var extension in certificate.Extensions.Where(e => e.Oid?.Value == SubjectAltName))
            {
                var all = new AsnReader(extension.RawData, AsnEncodingRules.DER).ReadSequence();
                while (all.HasData)
                {
                    if (all.PeekTag().HasSameClassAndValue(Rfc822Name))
                    {
                        names.Add(all.ReadCharacterString(UniversalTagNumber.IA5String, Rfc822Name));
                    }
                    else
                    {
                        all.ReadEncodedValue();
                    }
                }
            }
        }
        catch (AsnContentException)
        {
            // A name that its issuer could not write names nobody.
            return [];
        }

        return names;
    }

    public static IReadOnlyList<string> CommonNames(X509Certificate2 certificate)
    {
        try
        {
            return
            [
                .. certificate.SubjectName.EnumerateRelativeDistinguishedNames()
                    .Where(part => !part.HasMultipleElements && part.GetSingleElementType().Value == CommonName)
                    .Select(part => part.GetSingleElementValue() ?? "").Where(name => name.Length > 0),
            ];
        }
        catch (System.Security.Cryptography.CryptographicException)
        {
            return [];
        }
    }
}
