using System.Text;
using System.Text.Unicode;
using Restante.Server.Stores;

namespace Restante.Server.Auth;

/// <summary>The content of a passwd-file.</summary>
public sealed class PasswordTable
{
    private readonly Dictionary<string, PasswordEntry> _entries;

    private PasswordTable(Dictionary<string, PasswordEntry> entries, IReadOnlyList<PasswordFileFault> faults)
    {
        _entries = entries;
        Faults = faults;
        // An account that lets nobody in promises nothing. (One that expires does until that day: the table has no clock.)
        Uses = entries.Values.Where(e => e.Rules.Pop && !e.IsDisabled(DateOnly.MinValue)).Aggregate(SecretUses.None, (uses, entry) => uses | entry.Secret.Uses);
        Decoy = entries.Values
            .Where(e => !e.Secret.IsLocked)
            .GroupBy(e => e.Secret.Scheme, StringComparer.Ordinal)
            .MaxBy(g => g.Count())?.First().Secret.ToDecoy() ?? PasswordHash.DefaultDecoy;
    }

    public static PasswordTable Empty { get; } = new([], []);

    /// <summary>What does not fit, in the order of the lines. A table with faults must not serve: a user may be missing from it.</summary>
    public IReadOnlyList<PasswordFileFault> Faults { get; }

    /// <summary>See <see cref="ICredentialStore.Decoy"/>: of the scheme that most entries have.</summary>
    public PasswordHash Decoy { get; }

    /// <inheritdoc cref="ICredentialStore.Uses"/>
    public SecretUses Uses { get; }

    /// <summary>In the order of the file.</summary>
    public IReadOnlyCollection<PasswordEntry> Entries => _entries.Values;

    /// <summary>Null when there is no such user.</summary>
    public PasswordEntry? Find(string userName) => _entries.GetValueOrDefault(userName);

    public static PasswordTable Parse(ReadOnlySpan<byte> file)
    {
        var entries = new Dictionary<string, PasswordEntry>(StringComparer.Ordinal);
        var faults = new List<PasswordFileFault>();
        var number = 0;
        foreach (var range in file.Split((byte)'\n'))
        {
            number++;
            var line = file[range];
            line = line.EndsWith("\r"u8) ? line[..^1] : line;
            if (number == 1 && line.StartsWith("\uFEFF"u8))
            {
                line = line[3..];
            }

            if (line.Trim(" \t"u8).IsEmpty || line[0] == (byte)'#')
            {
                continue;
            }

            if (ParseLine(line, number, entries) is { } fault)
            {
                faults.Add(new PasswordFileFault(number, fault));
            }
        }

        return new PasswordTable(entries, faults);
    }

    private static string? ParseLine(ReadOnlySpan<byte> line, int number, Dictionary<string, PasswordEntry> entries)
    {
        if (!Utf8.IsValid(line))
        {
            return "is not UTF-8";
        }

        if (!PasswordEntry.TryParse(Encoding.UTF8.GetString(line), number, out var entry, out var fault))
        {
            return fault;
        }

        // Neither fault repeats the name: where the colon before it is missing, the secret is part of it.
        if (!MailboxName.TryParse(entry.Name, out _))
        {
            return "its name cannot be a user's: no /, \\, .. or control characters, and no dot at the start";
        }

        return entries.TryAdd(entry.Name, entry) ? null : $"the same name stands on line {entries[entry.Name].Line} already";
    }
}

/// <param name="Line">From 1.</param>
/// <param name="Message">What is wrong; never repeats a secret.</param>
public sealed record PasswordFileFault(int Line, string Message);
