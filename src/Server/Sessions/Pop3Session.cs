using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Restante.Logs;
using Restante.Protocol.Pop3;
using Restante.Protocol.Pop3.Languages;
using Restante.Server.Diagnostics;
using Restante.Server.Transport;

namespace Restante.Server.Sessions;

/// <summary>
/// The loop of one session: read, look up, dispatch, flush. Everything a client causes is a value here; an exception
/// that leaves <see cref="RunAsync"/> is a defect of ours.
/// </summary>
public sealed class Pop3Session : IAsyncDisposable
{
    // Answers before login are short: who leaves so many unread that they pile up wants only the memory for his own.
    private static readonly TimeSpan StallBeforeLogin = TimeSpan.FromSeconds(10);

    private readonly ConnectionContext _connection;
    private readonly SessionServices _services;
    private readonly SessionFacts _facts;
    private readonly Deadline _deadline;
    private readonly LineReader _lines = new();
    private readonly SessionOutput _output;
    private readonly Authorization _authorization;
    private readonly LanguageChoice _language;
    private readonly SessionClose _close;
    private readonly SessionTransport _transport;
    private Transaction? _transaction;
    private ReadOnlySequence<byte> _buffer;
    private int _refused;
    private Action? _loginTimeout;
    private Action? _idleTimeout;
    private bool _first = true;
    private bool _handled;
    private int _wake;
    private CancellationTokenRegistration _leaseLost;

    public Pop3Session(ConnectionContext connection, ClientOrigin origin, SessionServices services, SessionFacts facts)
    {
        _connection = connection;
        _services = services;
        _facts = facts;
        _deadline = new Deadline(services.Time);
        _output = new SessionOutput(connection.Transport.Output, _deadline, TimeSpan.FromTicks(Math.Min(StallBeforeLogin.Ticks, services.Settings.Stall.Ticks)), Abort)
        {
            Transcript = SessionTranscript.For(services.Transcripts, services.Log, facts.Id, facts.Address),
        };
        _transport = new SessionTransport(connection.Transport, services, facts, _output);
        _authorization = new Authorization(services, facts, _output, origin);
        _language = new LanguageChoice(services.Settings.Language, _output);
        _close = new SessionClose(connection, facts, _output, _deadline, Abort);
    }

    /// <param name="implicitTls">TLS comes before the greeting.</param>
    public async Task RunAsync(bool implicitTls)
    {
        using var stopping = _services.Stopping.UnsafeRegister(static s => ((Pop3Session)s!).Wake(EndReason.Shutdown), this);
        if (!implicitTls || await StartTls(_transport.HandshakeAsync()))
        {
            _output.Reply(Greeting());
            if (await _output.FlushAsync())
            {
                await Loop();

                // What follows puts the maildrop away.
                await default(LeavePoll);
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
        await _leaseLost.DisposeAsync();
        _deadline.Dispose();
        _authorization.AbandonExchange();
        await _authorization.ReleaseMaildropAsync();
        await _transport.DisposeAsync();
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
            if (Volatile.Read(ref _wake) != (int)EndReason.None)
            {
                await default(LeavePoll);

                // A call to end that came while STLS changed the pipes cancelled a read of the old one.
                await _close.AwakeAsync((EndReason)_wake, _transport.Tls);
                return;
            }

            ReadResult result;
            try
            {
                var read = _transport.Input.ReadAsync();
                if (!read.IsCompleted)
                {
                    _output.ClientIsAwaited();
                }

                result = await read;
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or InvalidOperationException)
            {
                _facts.EndWith(EndReason.ClientClosed);
                return;
            }

            if (SocketPoll.IsHere && !AtOnce.Are(result))
            {
                await default(LeavePoll);
            }

            if (result.IsCanceled)
            {
                _transport.Input.AdvanceTo(result.Buffer.Start);
                await _close.AwakeAsync((EndReason)Volatile.Read(ref _wake), _transport.Tls);
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
                next = await StartTls(_transport.AnswerStlsAsync(behind)) ? Next.Continue : _facts.End == EndReason.StlsInjection ? Next.End : Next.Gone;
            }

            if (next == Next.Continue && !await _output.FlushAsync())
            {
                next = Next.Gone;
            }

            if (next != Next.Continue)
            {
                await default(LeavePoll);
                await _close.AfterAsync(next, _transport.Tls);
                return;
            }

            if (result.IsCompleted)
            {
                // What came before a half-close has been carried out; a last line without its end is no command.
                _facts.EndWith(EndReason.ClientClosed);
                await _close.CleanlyAsync(_transport.Tls);
                return;
            }

            if (_handled)
            {
                // Only a whole command counts as activity: single octets now and then keep no session open.
                ArmIdle();
                AtOnce.Offer(_connection, _authorization.Maildrop, _transport.Tls);
            }
        }
    }

    /// <summary>Carries out all whole lines that are there.</summary>
    private async ValueTask<Next> HandleLines()
    {
        if (_first && StartsLikeAnother(out var foreign))
        {
            return foreign is null ? Next.Continue : WrongProtocol(foreign);
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
            _output.MoreFollows = !_buffer.IsEmpty;
            var handling = outcome == LineOutcome.Line ? Handle(line) : TooLong(line);
            _first = false;
            var next = await After(handling.IsCompletedSuccessfully ? handling.Result : await handling);
            if (next != Next.Continue)
            {
                return next;
            }
        }

        return Next.Continue;
    }

    /// <summary>True when the session does not begin with a line; with null when that shows only in the octets to come.</summary>
    private bool StartsLikeAnother(out string? foreign)
    {
        Span<byte> octets = stackalloc byte[ForeignProtocol.OctetsOfInterest];
        var start = octets[..(int)Math.Min(octets.Length, _buffer.Length)];
        _buffer.Slice(0, start.Length).CopyTo(start);
        foreign = ForeignProtocol.RecogniseOctets(start);
        return foreign is not null || (start.Length == 1 && start[0] == ForeignProtocol.TlsHandshakeRecord);
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
            _output.Refuse(refusal);
            return ValueTask.FromResult(Next.Refused);
        }

        switch (command.Keyword)
        {
            case Keyword.Quit:
                return Quit();
            case Keyword.Lang:
                return ValueTask.FromResult(_language.Handle(command.Argument));
            case Keyword.Capa:
                WriteCapabilities();
                return ValueTask.FromResult(Next.Continue);
            default:
                return _transaction is null ? _authorization.HandleAsync(command) : _transaction.HandleAsync(command);
        }
    }

    private ValueTask<Next> TooLong(ReadOnlySpan<byte> start)
    {
        if (_first && ForeignProtocol.Recognise(start, whole: false) is { } foreign)
        {
            return ValueTask.FromResult(WrongProtocol(foreign));
        }

        _authorization.AbandonExchange();
        _output.Refuse(Reply.Error(ReplyText.LineTooLong));
        return ValueTask.FromResult(Next.Refused);
    }

    /// <summary>What a command's outcome means for the session as a whole.</summary>
    private async ValueTask<Next> After(Next next)
    {
        switch (next)
        {
            case Next.Refused:
                var last = ++_refused >= _services.Settings.Errors;
                _output.WriteRefusal(last);
                if (last)
                {
                    _facts.EndWith(EndReason.TooManyErrors);
                    return Next.End;
                }

                break;
            case Next.LoggedIn:
                _refused = 0;
                LoggedIn();
                break;
            case Next.Continue when _authorization.InExchange:
                // A challenge is half an answer: an exchange that is then spoiled must count as the refusal it is.
                break;
            case Next.Continue:
                _refused = 0;
                break;
            default:
                return next;
        }

        // Replies to pipelined commands leave together, but not so many that they pile up.
        return _output.Unflushed < SessionOutput.Piece || await _output.FlushAsync() ? Next.Continue : Next.Gone;
    }

    private void LoggedIn()
    {
        var maildrop = _authorization.Maildrop!;
        _output.Patience = _services.Settings.Stall;
        (_connection as SocketConnection)?.TakeCommandsAhead();
        _transaction = new Transaction(_services, _facts, _output, maildrop, _authorization.Rules.ReadOnly);
        _services.Metrics?.LoggedIn(_facts.Mechanism!);
        if (_output.Transcript?.Keep(_services.Transcripts, _facts.User!) == false)
        {
            _output.Transcript = null;
        }

        if (maildrop.LeaseLost.CanBeCanceled)
        {
            _leaseLost = maildrop.LeaseLost.UnsafeRegister(static s => ((Pop3Session)s!).Wake(EndReason.LeaseLost), this);
        }
    }

    private async ValueTask<Next> Quit()
    {
        var reply = Reply.Ok(ReplyText.Bye);
        if (_transaction is not null)
        {
            reply = await new Update(_services, _facts, _authorization.Maildrop!).RunAsync(_transaction.Marked, _transaction.Retention);

            // The lock goes before the answer: a client that has it may log in again at once.
            await _authorization.ReleaseMaildropAsync();
        }

        _output.Reply(reply);
        _facts.EndWith(EndReason.Quit);
        return Next.End;
    }

    private void WriteCapabilities()
    {
        _output.Reply(Reply.Ok(ReplyText.CapabilitiesFollow));
        var capabilities = _transaction is null
            ? _authorization.Capabilities
            : _authorization.Capabilities with { Stls = false };
        foreach (var line in capabilities.Lines(_services.Settings.Implementation))
        {
            _output.Status(line, static (writer, text) => ReplyWriter.WriteLine(writer, text));
        }

        _output.Write(ReplyWriter.Terminator);
    }

    private Next WrongProtocol(string what)
    {
        _services.Log.WrongProtocol(_facts.Id, _facts.Address, what);
        _output.Reply(Reply.Error(what));
        _facts.EndWith(EndReason.WrongProtocol);
        return Next.End;
    }

    private async ValueTask<bool> StartTls(ValueTask<bool> started)
    {
        if (!await started)
        {
            return false;
        }

        _authorization.TlsStarted(_transport.Tls!);
        _output.Language = Language.English;
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

    private void Abort() => _connection.Abort(new ConnectionAbortedException("the session was cut: " + _facts.End.Name()));
}
