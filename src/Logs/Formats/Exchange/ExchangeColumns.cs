namespace Restante.Logs.Formats.Exchange;

/// <summary>Which column is what, by the <c>#Fields:</c> line; versions differ.</summary>
internal sealed class ExchangeColumns
{
    private const int Most = 32;

    /// <summary>What Exchange 2013 writes, for a log that is cut off at its beginning.</summary>
    public static ReadOnlySpan<byte> Usual => "dateTime,sessionId,seqNumber,sIp,cIp,user,duration,rqsize,rpsize,command,parameters,context"u8;

    private readonly (int Start, int Length)[] _cells = new (int, int)[Most];
    private int _count;

    public int Session { get; private set; }

    public int Sequence { get; private set; }

    public int Server { get; private set; }

    public int Client { get; private set; }

    public int User { get; private set; }

    public int ReplySize { get; private set; }

    public int Command { get; private set; }

    public int Parameters { get; private set; }

    public int Context { get; private set; }

    public ExchangeColumns(ReadOnlySpan<byte> names)
    {
        Session = Find(names, "sessionId"u8);
        Sequence = Find(names, "seqNumber"u8);
        Server = Find(names, "sIp"u8);
        Client = Find(names, "cIp"u8);
        User = Find(names, "user"u8);
        ReplySize = Find(names, "rpsize"u8);
        Command = Find(names, "command"u8);
        Parameters = Find(names, "parameters"u8);
        Context = Find(names, "context"u8);
    }

    /// <summary>Parts a line. The quoting is irregular: a quote that nothing ends is a character like others.</summary>
    public bool Part(ReadOnlySpan<byte> line)
    {
        _count = 0;
        for (var at = 0; at <= line.Length && _count < Most;)
        {
            var rest = line[at..];

            // The last column takes what is left: its text may hold commas.
            var end = _count == Context ? -1
                : rest.StartsWith("\""u8) && rest[1..].IndexOf("\","u8) is var quote and >= 0 ? quote + 2
                : rest.IndexOf((byte)',');
            var length = end < 0 ? rest.Length : end;
            _cells[_count++] = (at, length);
            at += length + 1;
        }

        return _count > Math.Max(Session, Math.Max(Client, Command));
    }

    public ReadOnlySpan<byte> Cell(ReadOnlySpan<byte> line, int column)
    {
        if (column < 0 || column >= _count)
        {
            return default;
        }

        var cell = line.Slice(_cells[column].Start, _cells[column].Length);
        return cell.Length >= 2 && cell[0] == '"' && cell[^1] == '"' ? cell[1..^1] : cell;
    }

    private static int Find(ReadOnlySpan<byte> names, ReadOnlySpan<byte> name)
    {
        var place = 0;
        foreach (var range in names.Split((byte)','))
        {
            if (names[range].Trim(" \r"u8).SequenceEqual(name))
            {
                return place;
            }

            place++;
        }

        return -1;
    }
}
