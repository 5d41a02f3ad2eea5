namespace Restante.Logs.Formats.MailEnable;

/// <summary>Which column is what, by the <c>#Fields:</c> line; each service has its own, and versions differ.</summary>
internal sealed class MailEnableColumns
{
    private const int Most = 32;

    /// <summary>What the POP service writes, for a log that is cut off at its beginning.</summary>
    public static ReadOnlySpan<byte> Usual =>
        "date time c-ip agent account s-ip s-port cs-method cs-uristem cs-uriquery s-computername sc-bytes cs-bytes time-taken cs-username"u8;

    private readonly int _date, _time, _client, _agent, _socket, _method, _stem, _query, _sent, _user;

    public MailEnableColumns(ReadOnlySpan<byte> names)
    {
        _date = Find(names, "date"u8);
        _time = Find(names, "time"u8);
        _client = Find(names, "c-ip"u8);
        _agent = Find(names, "agent"u8);
        _socket = Find(names, "s-port"u8);
        _method = Find(names, "cs-method"u8);
        _stem = Find(names, "cs-uristem"u8);
        _query = Find(names, "cs-uriquery"u8);
        _sent = Find(names, "sc-bytes"u8);
        _user = Find(names, "cs-username"u8);
    }

    /// <summary>The columns that make a row a command of a session are all there.</summary>
    public bool AreEnough => _client >= 0 && _agent >= 0 && _method >= 0 && _query >= 0;

    public ReadOnlySpan<byte> Client(ReadOnlySpan<byte> line) => Cell(line, _client);

    public ReadOnlySpan<byte> Agent(ReadOnlySpan<byte> line) => Cell(line, _agent);

    /// <summary>The number that a connection has while it lasts, in the column that is named after a port.</summary>
    public ReadOnlySpan<byte> Socket(ReadOnlySpan<byte> line) => Cell(line, _socket);

    /// <summary>The keyword.</summary>
    public ReadOnlySpan<byte> Method(ReadOnlySpan<byte> line) => Cell(line, _method);

    /// <summary>The whole command.</summary>
    public ReadOnlySpan<byte> Command(ReadOnlySpan<byte> line) => Cell(line, _stem);

    public ReadOnlySpan<byte> Reply(ReadOnlySpan<byte> line) => Cell(line, _query);

    public ReadOnlySpan<byte> Sent(ReadOnlySpan<byte> line) => Cell(line, _sent);

    public ReadOnlySpan<byte> User(ReadOnlySpan<byte> line) => Cell(line, _user);

    /// <summary>Where day and time stand side by side, from there on.</summary>
    public ReadOnlySpan<byte> DayAndTime(ReadOnlySpan<byte> line)
    {
        var day = _time == _date + 1 ? Cell(line, _date) : default;
        return day.IsEmpty ? default : line[Start(line, _date)..];
    }

    // Blanks part the columns, and stand in none of them: "+" is one within.
    private static ReadOnlySpan<byte> Cell(ReadOnlySpan<byte> line, int column)
    {
        if (column < 0 || Start(line, column) is var start && start < 0)
        {
            return default;
        }

        var rest = line[start..];
        var end = rest.IndexOf((byte)' ');
        return end < 0 ? rest : rest[..end];
    }

    private static int Start(ReadOnlySpan<byte> line, int column)
    {
        var start = 0;
        for (; column > 0; column--)
        {
            var blank = line[start..].IndexOf((byte)' ');
            if (blank < 0)
            {
                return -1;
            }

            start += blank + 1;
        }

        return start;
    }

    private static int Find(ReadOnlySpan<byte> names, ReadOnlySpan<byte> name)
    {
        var place = 0;
        foreach (var range in names.Split((byte)' '))
        {
            if (place < Most && names[range].SequenceEqual(name))
            {
                return place;
            }

            place += names[range].IsEmpty ? 0 : 1;
        }

        return -1;
    }
}
