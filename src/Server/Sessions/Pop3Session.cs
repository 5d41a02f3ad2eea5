using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Restante.Logs;
using Restante.Protocol.Pop3;
using Restante.Server.Diagnostics;
using Restante.Server.Transport;

namespace Restante.Server.Sessions;

/// <summary>
/// The loop of one session: read, look up, dispatch, flush. Everything a client causes is a value here; an exception
/// that leaves <see cref="RunAsync"/> is a defect of ours.
/// </summary>
public sealed class Pop3Session : IAsyncDisposable
{
    private readonly ConnectionContext _connection;
    private readonly SessionServices _services;
    private readonly SessionFacts _facts;
    private readonly Deadline _deadline;
    private readonly LineReader _lines = new();
    private readonly SessionOutput _output;
    private readonly Authorization _authorization;
    private IDuplexPipe _transport;
    private TlsConnection? _tls;
    private Transaction? _transaction;
    private ReadOnlySequence<byte> _buffer;
    private int _refused;
    private Action? _loginTimeout;
    private Action? _idleTimeout;
    private bool _first = true;
    private bool _handled;
    private int _wake;

    public Pop3Session(ConnectionContext connection, ClientOrigin origin, SessionServices services, SessionFacts facts)
    {
        _connection = connection;
        _services = services;
        _facts = facts;
        _transport = connection.Transport;
        _deadline = new Deadline(services.Time);
        _output = new SessionOutput(_transport.Output, _deadline, services.Settings.Stall, Abort)
        {
            Transcript = SessionTranscript.For(services.Transcripts, services.Log, facts.Id, facts.Address),
        };
        _authorization = new Authorization(services, facts, _output, origin);
    }

    /// <param name="implicitTls">TLS comes before the greeting.</param>
    public async Task RunAsync(bool implicitTls)
    {
        using var stopping = _services.Stopping.UnsafeRegister(static s => ((Pop3Session)s!).Wake(EndReason.Shutdown), this);
        if (!implicitTls || await StartTls())
        {
            _output.Reply(Greeting());
            if (await _output.FlushAsync())
            {
                await Loop();
            }
            else
            {
                _facts.EndWith(EndReason.ClientClosed);
            }
        }

        _facts.OctetsOut = _output.Octets;
        _facts.LineEnds = _lines.Seen switch
        {
            LineEndings.BareLf => "lf",
            LineEndings.ExtraCr => "crcrlf",
            LineEndings.BareLf | LineEndings.ExtraCr => "lf,crcrlf",
            _ => null,
        };
    }

    public async ValueTask DisposeAsync()
    {
        _deadline.Dispose();
        _authorization.AbandonExchange();
        if (_authorization.Maildrop is { } maildrop)
        {
            await maildrop.DisposeAsync();
        }

        if (_tls is not null)
        {
            await _tls.DisposeAsync();
        }
    }

    // The name of this node and the session: behind one name stand many machines, and nothing else tells them apart.
    // No brackets and no @ but those of the APOP timestamp: clients take whatever is in them for one.
    private Reply Greeting() => Reply.Ok(
        $"{_services.Settings.Hostname} POP3 ready {_facts.Id}" + (_authorization.OfferApop() is { } timestamp ? " " + timestamp : ""));

    private async Task Loop()
    {
        ArmIdle();
        while (true)
        {
            ReadResult result;
            try
            {
                result = await _transport.Input.ReadAsync();
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or InvalidOperationException)
            {
                _facts.EndWith(EndReason.ClientClosed);
                return;
            }

            if (result.IsCanceled)
            {
                _transport.Input.AdvanceTo(result.Buffer.Start);
                await EndAwake();
                return;
            }

            _buffer = result.Buffer;
            _handled = false;
            var next = await HandleLines();
            var behind = _buffer.Length;
            _facts.OctetsIn += result.Buffer.Length - behind;
            _transport.Input.AdvanceTo(_buffer.Start, next == Next.StartTls ? _buffer.Start : result.Buffer.End);
            _buffer = default;

            if (next == Next.StartTls)
            {
                next = await AnswerStls(behind);
            }

            if (next == Next.Continue && !await _output.FlushAsync())
            {
                next = Next.Gone;
            }

            if (next != Next.Continue)
            {
                await End(next);
                return;
            }

            if (result.IsCompleted)
            {
                // What came before a half-close has been carried out; a last line without its end is no command.
                _facts.EndWith(EndReason.ClientClosed);
                await CloseCleanly();
                return;
            }

            if (_handled)
            {
                // Only a whole command counts as activity: single octets now and then keep no session open.
                ArmIdle();
            }
        }
    }

    /// <summary>Carries out all whole lines that are there.</summary>
    private async ValueTask<Next> HandleLines()
    {
        if (_first && StartsLikeTls(out var tls))
        {
            return tls ? WrongProtocol(ForeignProtocol.TlsOnPlainPort) : Next.Continue;
        }

        while (Volatile.Read(ref _wake) == 0)
        {
            var outcome = _lines.Read(ref _buffer, _authorization.InExchange, out var line);
            if (outcome == LineOutcome.NeedMore)
            {
                break;
            }

            _deadline.Disarm();
            _handled = true;
            var handling = outcome == LineOutcome.Line ? Handle(line) : TooLong();
            _first = false;
            var next = await After(handling.IsCompletedSuccessfully ? handling.Result : await handling);
            if (next != Next.Continue)
            {
                return next;
            }
        }

        return Next.Continue;
    }

    /// <summary>True when the session's first octet is a TLS record's; whether it is one shows in the second, once it is there.</summary>
    private bool StartsLikeTls(out bool tls)
    {
        Span<byte> start = stackalloc byte[2];
        var known = _buffer.Slice(0, Math.Min(2, _buffer.Length));
        known.CopyTo(start);
        tls = ForeignProtocol.IsTlsHello(start[..(int)known.Length]);
        return tls || (known.Length == 1 && start[0] == 0x16);
    }

    private ValueTask<Next> Handle(ReadOnlySpan<byte> line)
    {
        _output.Transcript?.FromClient(line, _authorization.InExchange);
        if (_authorization.InExchange)
        {
            return _authorization.RespondAsync(line);
        }

        if (_first && ForeignProtocol.Recognise(line) is { } foreign)
        {
            return ValueTask.FromResult(WrongProtocol(foreign));
        }

        var state = _transaction is null ? SessionStates.Authorization : SessionStates.Transaction;
        if (CommandParser.Parse(line, state, out var command) is { } refusal)
        {
            _output.Reply(refusal);
            return ValueTask.FromResult(Next.Refused);
        }

        switch (command.Keyword)
        {
            case Keyword.Quit:
                return Quit();
            case Keyword.Capa:
                WriteCapabilities();
                return ValueTask.FromResult(Next.Continue);
            default:
                return _transaction is null ? _authorization.HandleAsync(command) : _transaction.HandleAsync(command);
        }
    }

    private ValueTask<Next> TooLong()
    {
        _authorization.AbandonExchange();
        _output.Reply(Reply.Error("line too long"));
        return ValueTask.FromResult(Next.Refused);
    }

    /// <summary>What a command's outcome means for the session as a whole.</summary>
    private async ValueTask<Next> After(Next next)
    {
        switch (next)
        {
            case Next.Refused when ++_refused >= _services.Settings.Errors:
                _output.Reply(Reply.Error("too many refused commands, closing"));
                _facts.EndWith(EndReason.TooManyErrors);
                return Next.End;
            case Next.Refused:
                break;
            case Next.LoggedIn:
                _refused = 0;
                LoggedIn();
                break;
            case Next.Continue:
                _refused = 0;
                break;
            default:
                return next;
        }

        // Replies to pipelined commands leave together, but not so many that they pile up.
        return _output.Unflushed < SessionOutput.LastWrite || await _output.FlushAsync() ? Next.Continue : Next.Gone;
    }

    private void LoggedIn()
    {
        var maildrop = _authorization.Maildrop!;
        _transaction = new Transaction(_services, _facts, _output, maildrop);
        _services.Metrics?.LoggedIn(_facts.Mechanism!);
        if (_output.Transcript?.Keep(_services.Transcripts, _facts.User!) == false)
        {
            _output.Transcript = null;
        }

        if (maildrop.LeaseLost.CanBeCanceled)
        {
            maildrop.LeaseLost.UnsafeRegister(static s => ((Pop3Session)s!).Wake(EndReason.LeaseLost), this);
        }
    }

    private async ValueTask<Next> Quit()
    {
        var reply = _transaction is null
            ? Reply.Ok("bye")
            : await new Update(_services, _facts, _authorization.Maildrop!).RunAsync(_transaction.Marked);
        _output.Reply(reply);
        _facts.EndWith(EndReason.Quit);
        return Next.End;
    }

    private void WriteCapabilities()
    {
        _output.Reply(Reply.Ok("capabilities follow"));
        var capabilities = _transaction is null
            ? _authorization.Capabilities
            : new Capabilities(Stls: false, User: false, [], LoggedIn: true);
        foreach (var line in capabilities.Lines(_services.Settings.Implementation))
        {
            _output.Status(line, static (writer, text) => ReplyWriter.WriteLine(writer, text));
        }

        _output.Write(ReplyWriter.Terminator);
    }

    private Next WrongProtocol(string what)
    {
        _output.Reply(Reply.Error(what));
        _facts.EndWith(EndReason.WrongProtocol);
        return Next.End;
    }

    /// <summary>
    /// STLS: nothing may wait behind it. Octets that do came from whoever sits on the wire, hoping that they run inside
    /// TLS (RFC 2595 §4, CVE-2011-0411 and its kin).
    /// </summary>
    private async ValueTask<Next> AnswerStls(long behind)
    {
        if (behind == 0 && _transport.Input.TryRead(out var late))
        {
            behind = late.Buffer.Length;
            _transport.Input.AdvanceTo(late.Buffer.Start);
        }

        if (behind > 0)
        {
            _services.Log.StlsInjection(_facts.Id, _facts.Address, behind);
            _output.Reply(Reply.Error("plain text came behind STLS, closing"));
            _facts.EndWith(EndReason.StlsInjection);
            return Next.End;
        }

        _output.Reply(Reply.Ok("begin TLS"));
        if (!await _output.FlushAsync())
        {
            return Next.Gone;
        }

        return await StartTls() ? Next.Continue : Next.Gone;
    }

    private async ValueTask<bool> StartTls()
    {
        var outcome = await _services.Tls!.AuthenticateAsync(_transport, _services.Settings.Handshake, _services.Time, _services.Stopping);
        if (outcome.Connection is not { } tls)
        {
            _services.Log.TlsFailed(_facts.Id, _facts.Address, outcome.Failure!);
            _facts.EndWith(EndReason.TlsFailed);
            return false;
        }

        _tls = tls;
        _facts.Tls = tls.Version;
        _transport = tls.Transport;
        _output.Continue(_transport.Output);
        _authorization.TlsStarted(tls.Bindings);
        _first = true;
        return true;
    }

    private void ArmIdle()
    {
        if (_transaction is null)
        {
            _deadline.Arm(_services.Settings.Login, _loginTimeout ??= () => Wake(EndReason.LoginTimeout));
        }
        else
        {
            _deadline.Arm(_services.Settings.Idle, _idleTimeout ??= () => Wake(EndReason.IdleTimeout));
        }
    }

    /// <summary>Ends the session from outside its loop; the first reason stands.</summary>
    private void Wake(EndReason reason)
    {
        if (Interlocked.CompareExchange(ref _wake, (int)reason, (int)EndReason.None) == (int)EndReason.None)
        {
            _transport.Input.CancelPendingRead();
        }
    }

    private async ValueTask EndAwake()
    {
        var reason = (EndReason)Volatile.Read(ref _wake);
        _facts.EndWith(reason);
        switch (reason)
        {
            case EndReason.Shutdown:
                _output.Reply(Reply.Error(ResponseCode.SysTemp, "server shutting down"));
                break;
            case EndReason.LeaseLost:
                _output.Reply(Reply.Error(ResponseCode.SysTemp, "the lock on the maildrop was lost; nothing was deleted"));
                break;
            default:
                // Autologout says nothing (RFC 1939 §3).
                break;
        }

        await CloseCleanly();
    }

    private async ValueTask End(Next next)
    {
        switch (next)
        {
            case Next.Cut:
                Abort();
                break;
            case Next.Gone:
                _facts.EndWith(_output.StalledOut ? EndReason.WriteTimeout : EndReason.ClientClosed);
                break;
            default:
                await CloseCleanly();
                break;
        }
    }

    /// <summary>Sends what is written, says goodbye in TLS, and lets the client read it before the connection closes.</summary>
    private async ValueTask CloseCleanly()
    {
        if (!await _output.FlushAsync())
        {
            return;
        }

        if (_tls is not null)
        {
            await _tls.ShutdownAsync();
        }

        if (_facts.End is EndReason.TooManyErrors or EndReason.WrongProtocol or EndReason.StlsInjection or EndReason.TooManyFailures)
        {
            await Linger();
        }
    }

    /// <summary>
    /// Closing while octets are unread makes the kernel send a reset, and the client may never see the last reply: read
    /// on for a moment.
    /// </summary>
    private async ValueTask Linger()
    {
        _deadline.Arm(TimeSpan.FromMilliseconds(500), () => _connection.Transport.Input.CancelPendingRead());
        await _connection.Transport.Output.CompleteAsync();
        try
        {
            for (var read = 0L; read < 1 << 20;)
            {
                var result = await _connection.Transport.Input.ReadAsync();
                read += result.Buffer.Length;
                _connection.Transport.Input.AdvanceTo(result.Buffer.End);
                if (result.IsCanceled || result.IsCompleted)
                {
                    break;
                }
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or InvalidOperationException)
        {
            // It is closed already.
        }

        _deadline.Disarm();
    }

    private void Abort() => _connection.Abort(new ConnectionAbortedException("the session was cut: " + _facts.End.Name()));
}
