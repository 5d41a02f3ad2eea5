using System.Runtime.InteropServices;
using System.Text;

namespace Restante.Server.Auth.Sources.Ldap;

/// <summary>Reads what a search has found.</summary>
internal static unsafe class LdapEntries
{
    private const int Enough = 2;

    public static IReadOnlyList<LdapEntry> Read(void* handle, void* message, string attribute)
    {
        var entries = new List<LdapEntry>();
        for (var entry = LibLdap.FirstEntry(handle, message); entry != null && entries.Count < Enough; entry = LibLdap.NextEntry(handle, entry))
        {
            entries.Add(new LdapEntry(DnOf(handle, entry), ValuesOf(handle, entry, attribute)));
        }

        return entries;
    }

    private static string DnOf(void* handle, void* entry)
    {
        var dn = LibLdap.DnOf(handle, entry);
        var text = Marshal.PtrToStringUTF8((nint)dn) ?? "";
        if (dn != null)
        {
            LibLdap.Free(dn);
        }

        return text;
    }

    private static List<string> ValuesOf(void* handle, void* entry, string attribute)
    {
        var texts = new List<string>();
        fixed (byte* name = LdapText.Terminated(attribute))
        {
            var values = LibLdap.ValuesOf(handle, entry, name);
            for (var i = 0; values != null && values[i] != null; i++)
            {
                texts.Add(Encoding.UTF8.GetString(values[i]->Span));
            }

            if (values != null)
            {
                LibLdap.FreeValues(values);
            }
        }

        return texts;
    }
}
