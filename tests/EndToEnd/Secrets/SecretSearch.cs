using System.Text;

namespace Restante.EndToEnd.Secrets;

/// <summary>Looks for a secret as it is and in base64, wherever in the encoded text it began.</summary>
internal sealed class SecretSearch
{
    private readonly List<string> _forms;

    /// <param name="core">A part of the secret in plain ASCII letters and digits, so that no escaping hides it.</param>
    public SecretSearch(string core)
    {
        _forms = [core];
        for (var shift = 0; shift < 3; shift++)
        {
            // Three octets make four characters: what the neighbours have a share in is cut off at both ends.
            var encoded = Convert.ToBase64String(Encoding.ASCII.GetBytes(new string('?', shift) + core));
            var from = shift == 0 ? 0 : 4;
            var to = (shift + core.Length) / 3 * 4;
            _forms.Add(encoded[from..to]);
        }
    }

    /// <summary>The lines that have it in some form.</summary>
    public IEnumerable<string> In(string text) =>
        text.Split('\n').Where(line => _forms.Any(f => line.Contains(f, StringComparison.Ordinal)));

    /// <summary>The same for all files below a folder, but those named.</summary>
    public IEnumerable<string> InFiles(string folder, params string[] except) =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(f => !except.Contains(f))
            .SelectMany(f => In(Encoding.Latin1.GetString(File.ReadAllBytes(f))).Select(line => $"{f}: {line}"));
}
