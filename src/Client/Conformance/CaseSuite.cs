namespace Restante.Client.Conformance;

/// <summary>Cases, and the messages that they put into the maildrop.</summary>
public sealed record CaseSuite(IReadOnlyList<ConformCase> Cases, IReadOnlyDictionary<string, SeedMessage> Mail)
{
    /// <summary>The file with the messages; all other files have cases.</summary>
    public const string Messages = "messages.txt";

    private const string Prefix = "conform/";

    /// <summary>What the executable brings along, from tests/data/conform.</summary>
    public static CaseSuite Default { get; } = Read(
        from name in typeof(CaseSuite).Assembly.GetManifestResourceNames().Order(StringComparer.Ordinal)
        where name.StartsWith(Prefix, StringComparison.Ordinal)
        select (name[Prefix.Length..], Text(name)));

    /// <summary>Of the texts of files, in their order.</summary>
    /// <exception cref="FormatException">A line is none of the language, a name is there twice, or a message is not there.</exception>
    public static CaseSuite Read(IEnumerable<(string Name, string Text)> files)
    {
        var all = files.ToList();
        var mail = all.Where(f => f.Name == Messages).SelectMany(f => SeedMessage.Read(f.Text)).ToDictionary(m => m.Name, StringComparer.Ordinal);
        List<ConformCase> cases = [.. all.Where(f => f.Name != Messages).SelectMany(f => CaseFile.Read(f.Name, f.Text))];
        return cases.GroupBy(c => c.Name, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice ? throw new FormatException($"there are two cases {twice.Key}")
            : cases.SelectMany(c => c.Mail ?? []).FirstOrDefault(m => !mail.ContainsKey(m)) is { } missing ? throw new FormatException($"there is no message {missing} in {Messages}")
            : new CaseSuite(cases, mail);
    }

    private static string Text(string name)
    {
        using var reader = new StreamReader(typeof(CaseSuite).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
