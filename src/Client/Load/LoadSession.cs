using System.Buffers.Text;
using System.Net.Sockets;

namespace Restante.Client.Load;

/// <summary>What is said in a session, timed step by step.</summary>
internal sealed class LoadSession(LoadOptions options, LoadTally tally, int lane, LoadThread thread) : IDisposable
{
    private readonly LoadConnection _connection = new(options, tally, thread);
    private long _counted;

    public LoadConnection Connection => _connection;

    /// <summary>Runs something on this connection; whatever ends it early has a reason of few words.</summary>
    /// <exception cref="LoadFailure">It did not come to its end.</exception>
    public void Guard(Action<LoadSession> action)
    {
        try
        {
            action(this);
        }
        catch (Exception e) when (e is LoadFailure or IOException or SocketException or ObjectDisposedException)
        {
            Dispose();
            throw LoadFailure.Of(_connection.Step, e);
        }
    }

    /// <summary>Connects, up to the greeting, and through TLS where that is wanted.</summary>
    public void Open()
    {
        var started = tally.Now();
        _connection.Connect();
        if (options.Way.Channel == Channel.Implicit)
        {
            Handshake(tally.Now());
        }

        _connection.Step = "greeting";
        _connection.ReadOk();
        tally.Took(lane, LoadStep.Greeting, started);
        if (options.Way.Channel == Channel.StartTls)
        {
            started = tally.Now();
            Command("tls", "STLS\r\n"u8);
            Handshake(started);
        }
    }

    /// <summary>Only a connection, for what is no POP3.</summary>
    public void OpenSilently()
    {
        _connection.Connect();
        if (options.Way.Channel == Channel.Implicit)
        {
            Handshake(tally.Now());
        }
    }

    public void Login(LoadUser user)
    {
        var started = tally.Now();
        _connection.Step = "login";
        Word("USER "u8, user.Name);
        Word("PASS "u8, user.Password.Octets);
        tally.Took(lane, LoadStep.Login, started);
    }

    /// <summary>How many messages there are.</summary>
    public int Stat()
    {
        var started = tally.Now();
        _connection.Step = "stat";
        _connection.Say("STAT\r\n"u8);
        _connection.Flush();
        var line = _connection.ReadOk()["+OK".Length..].TrimStart((byte)' ');
        if (!Utf8Parser.TryParse(line, out int messages, out _) || messages < 0)
        {
            throw new LoadFailure("stat answered without a number");
        }

        tally.Took(lane, LoadStep.Stat, started);
        return messages;
    }

    public void Uidl() => MultiLine(LoadStep.Uidl, "uidl", "UIDL\r\n"u8);

    public void List() => MultiLine(LoadStep.List, "list", "LIST\r\n"u8);

    /// <summary>The number of the largest message; 0 of none.</summary>
    public int Largest()
    {
        var started = tally.Now();
        Command("list", "LIST\r\n"u8);
        var (largest, most) = (0, -1L);
        while (true)
        {
            var line = _connection.ReadLine();
            if (line.SequenceEqual("."u8))
            {
                tally.Took(lane, LoadStep.List, started);
                return largest;
            }

            if (Utf8Parser.TryParse(line, out int number, out var digits) && digits < line.Length
                && Utf8Parser.TryParse(line[(digits + 1)..], out long octets, out _) && octets > most)
            {
                (largest, most) = (number, octets);
            }
        }
    }

    /// <summary>Marks all messages, with as many commands ahead as RETR has.</summary>
    public void DeleteAll(int messages)
    {
        _connection.Step = "dele";
        for (var first = 1; first <= messages; first += options.InFlight)
        {
            var last = Math.Min(messages, first + options.InFlight - 1);
            var started = tally.Now();
            for (var number = first; number <= last; number++)
            {
                _connection.Say("DELE "u8, number);
            }

            _connection.Flush();
            for (var number = first; number <= last; number++)
            {
                _connection.ReadOk();
                tally.Took(lane, LoadStep.Dele, started);
            }
        }
    }

    public void Noop() => Command("noop", "NOOP\r\n"u8);

    /// <summary>QUIT, its reply, and the end of the connection.</summary>
    public void Quit()
    {
        var started = tally.Now();
        Command("quit", "QUIT\r\n"u8);
        tally.Took(lane, LoadStep.Quit, started);
    }

    /// <summary>Counts the octets that came since it was last asked.</summary>
    public void Count(int mails = 0)
    {
        tally.Received(lane, _connection.Received - _counted, mails);
        _counted = _connection.Received;
    }

    public void Dispose() => _connection.Dispose();

    private void Handshake(long started)
    {
        _connection.StartTls();
        tally.Took(lane, LoadStep.Tls, started);
    }

    private void MultiLine(LoadStep step, string name, ReadOnlySpan<byte> command)
    {
        var started = tally.Now();
        _connection.Step = name;
        _connection.Say(command);
        _connection.Flush();
        _connection.ReadMultiLine();
        tally.Took(lane, step, started);
    }

    private void Command(string step, ReadOnlySpan<byte> command)
    {
        _connection.Step = step;
        _connection.Say(command);
        _connection.Flush();
        _connection.ReadOk();
    }

    private void Word(ReadOnlySpan<byte> keyword, ReadOnlySpan<byte> word)
    {
        _connection.Say(keyword);
        _connection.Say(word);
        _connection.Say("\r\n"u8);
        _connection.Flush();
        _connection.ReadOk();
    }
}
