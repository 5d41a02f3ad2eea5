using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Restante.Logs;
using Restante.Protocol.Pop3;
using Restante.Protocol.Pop3.Languages;
using Restante.Server.Diagnostics;
using Restante.Server.Stores;
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
    private readonly LoginOffer _offer;
    private readonly SessionTransport _transport;

    // Most sessions idle, by the thousand: what only a login needs goes with it, and what few ask for is made then.
    private Authorization? _authorization;
    private Transaction? _transaction;
    private IMaildrop? _maildrop;
    private ReadOnlySequence<byte> _buffer;
    private int _refused;
    private Action? _autologout;
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
        _offer = new LoginOffer(services, origin);
        _authorization = new Authorization(services, facts, _output, origin, _offer);
    }

    private SessionClose Close => new(_connection, _facts, _output, _deadline, Abort);

    private bool InExchange => _authorization is { InExchange: true };

    /// <param name="implicitTls">TLS comes before the greeting.</param>
    public async Task RunAsync(bool implicitTls)
    {
        using var stopping = _services.Stopping.UnsafeRegister(static s => ((Pop3Session)s!).Wake(EndReason.Shutdown), this);
        for (var goesOn = await Begin(implicitTls); goesOn;)
        {
            if (Volatile.Read(ref _wake) != (int)EndReason.None)
            {
                await default(LeavePoll);

                // A call to end that came while STLS changed the pipes cancelled a read of the old one.
                await Close.AwakeAsync((EndReason)_wake, _transport.Tls);
                break;
            }

            // Here it waits for its client, nearly always: each method between here and the connection would be one more object.
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
                break;
            }

            goesOn = await Take(result);
        }

        // What follows puts the maildrop away.
        await default(LeavePoll);

        _facts.OctetsOut = _output.Octets;
        _facts.LineEndsWere(_lines.Seen);
    }

    public async ValueTask DisposeAsync()
    {
        await _leaseLost.DisposeAsync();
        _deadline.Dispose();
        _authorization?.AbandonExchange();
        await ReleaseMaildrop();
        await _transport.DisposeAsync();
    }

    private async ValueTask ReleaseMaildrop()
    {
        var maildrop = _maildrop ?? _authorization?.Maildrop;
        _maildrop = null;
        _authorization = null;
        if (maildrop is not null)
        {
            await maildrop.DisposeAsync();
        }
    }

    // The name of this node and the session: behind one name stand many machines, and nothing else tells them apart.
    // No brackets and no @ but those of the APOP timestamp: clients take whatever is in them for one.
    private Reply Greeting() => Reply.Ok(
        $"{_services.Settings.Hostname} POP3 ready {_facts.Id}" + (_authorization!.OfferApop() is { } timestamp ? " " + timestamp : ""));

    /// <summary>Handshake and greeting; false when the session is over with that.</summary>
    private async ValueTask<bool> Begin(bool implicitTls)
    {
        if (implicitTls && !await StartTls(_transport.HandshakeAsync()))
        {
            return false;
        }

        _output.Reply(Greeting());
        if (!await _output.FlushAsync())
        {
            _facts.EndWith(EndReason.ClientClosed);
            return false;
        }

        ArmIdle();
        return true;
    }

    /// <summary>Carries out what was read and answers it; false when the session is over with that.</summary>
    private async ValueTask<bool> Take(ReadResult result)
    {
        if (SocketPoll.IsHere && !AtOnce.Are(result))
        {
            await default(LeavePoll);
        }

        if (result.IsCanceled)
        {
            // Why is looked at before the next read. Without a reason it was somebody's limit that ran out too late to matter.
            _transport.Input.AdvanceTo(result.Buffer.Start);
            return true;
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
            await Close.AfterAsync(next, _transport.Tls);
            return false;
        }

        if (result.IsCompleted)
        {
            // What came before a half-close has been carried out; a last line without its end is no command.
            _facts.EndWith(EndReason.ClientClosed);
            await Close.CleanlyAsync(_transport.Tls);
            return false;
        }

        if (_handled)
        {
            // Only a whole command counts as activity: single octets now and then keep no session open.
            ArmIdle();
            AtOnce.Offer(_connection, _maildrop, _transport.Tls);
        }

        return true;
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
            var outcome = _lines.Read(ref _buffer, InExchange, out var line);
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
        _output.Transcript?.FromClient(line, InExchange);
        if (_authorization is { InExchange: true } exchange)
        {
            return exchange.RespondAsync(line);
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
                return ValueTask.FromResult(new LanguageChoice(_services.Settings.Language, _output).Handle(command.Argument));
            case Keyword.Capa:
                _offer.WriteCapabilities(_output, loggedIn: _transaction is not null);
                return ValueTask.FromResult(Next.Continue);
            default:
                return _transaction is null ? _authorization!.HandleAsync(command) : _transaction.HandleAsync(command);
        }
    }

    private ValueTask<Next> TooLong(ReadOnlySpan<byte> start)
    {
        if (_first && ForeignProtocol.Recognise(start, whole: false) is { } foreign)
        {
            return ValueTask.FromResult(WrongProtocol(foreign));
        }

        _authorization?.AbandonExchange();
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
            case Next.Continue when InExchange:
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
        var maildrop = _maildrop = _authorization!.Maildrop!;
        _output.Patience = _services.Settings.Stall;
        (_connection as SocketConnection)?.TakeCommandsAhead();
        _transaction = new Transaction(_services, _facts, _output, maildrop, _authorization.Rules.ReadOnly);
        _authorization = null;
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
            reply = await new Update(_services, _facts, _maildrop!).RunAsync(_transaction.Marked, _transaction.Retention);

            // The lock goes before the answer: a client that has it may log in again at once.
            await ReleaseMaildrop();
        }

        _output.Reply(reply);
        _facts.EndWith(EndReason.Quit);
        return Next.End;
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

        _authorization!.TlsStarted(_transport.Tls!);
        _output.Language = Language.English;
        _first = true;
        return true;
    }

    private void ArmIdle() =>
        _deadline.Arm(_transaction is null ? _services.Settings.Login : _services.Settings.Idle, _autologout ??= LogOut, _maildrop);

    private void LogOut() => Wake(_transaction is null ? EndReason.LoginTimeout : EndReason.IdleTimeout);

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
