using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Restante.Logs;
using Restante.Protocol.Pop3;
using Restante.Protocol.Sasl;
using Restante.Server.Auth;
using Restante.Server.Config;
using Restante.Server.Diagnostics;
using Restante.Server.Stores;

namespace Restante.Server.Sessions;

/// <summary>
/// The AUTHORIZATION state (RFC 1939 §4): who is it, and may the maildrop be had. Knows no maildrop until the login has
/// succeeded and the maildrop is locked and listed; only then +OK is said.
/// </summary>
public sealed class Authorization(SessionServices services, SessionFacts facts, SessionOutput output, ClientOrigin origin)
{
    // A program that repeats one wrong password for ever has been through all it can try after so many rounds.
    private const int RoundsOfOnePassword = 4;

    private readonly byte[] _digestKey = RandomNumberGenerator.GetBytes(32);
    private readonly HashSet<string> _wrong = [];
    private string? _user;
    private SaslServer? _sasl;
    private string _saslName = "";
    private int _attempts;

    /// <summary>True while the next line is a SASL response and no command.</summary>
    public bool InExchange => _sasl is not null;

    /// <summary>TLS is on: what may be said and offered is another matter now.</summary>
    public bool Secure { get; private set; }

    /// <summary>The maildrop, from a successful login until the session gives it back.</summary>
    public IMaildrop? Maildrop { get; private set; }

    /// <summary>True for a mechanism that is implemented, whatever the configuration says.</summary>
    public static bool Offers(string mechanism)
    {
        using var exchange = Start(mechanism);
        return exchange is not null;
    }

    private bool SecretsAllowed => Secure || services.Settings.Cleartext switch
    {
        CleartextLogin.Always => true,
        CleartextLogin.Loopback => origin.IsLocal,
        _ => false,
    };

    // Both of today's mechanisms send the password itself.
    private IReadOnlyList<string> Mechanisms => SecretsAllowed ? services.Settings.Mechanisms : [];

    public Capabilities Capabilities => new(services.Tls is not null && !Secure, SecretsAllowed, Mechanisms, LoggedIn: false);

    /// <summary>After the handshake everything learned before it is forgotten (RFC 2595 §4).</summary>
    public void TlsStarted()
    {
        Secure = true;
        _user = null;
    }

    public ValueTask<Next> HandleAsync(in Command command)
    {
        switch (command.Keyword)
        {
            case Keyword.User:
                _user = Encoding.UTF8.GetString(command.Argument);
                return Say(Reply.Ok("now PASS"));
            case Keyword.Pass:
                return Pass(command.Argument);
            case Keyword.Apop:
                return Refuse(Reply.Error("APOP is not enabled"));
            case Keyword.Auth when command.Argument.IsEmpty:
                ListMechanisms();
                return ValueTask.FromResult(Next.Continue);
            case Keyword.Auth:
                return Auth(command.Argument, command.Second);
            case Keyword.Stls:
                return Stls();
            default:
                throw new InvalidOperationException("the state table sent a command here that this state does not know");
        }
    }

    /// <summary>Takes a SASL response (RFC 5034 §4).</summary>
    public ValueTask<Next> RespondAsync(ReadOnlySpan<byte> line)
    {
        if (line.SequenceEqual("*"u8))
        {
            AbandonExchange();
            return Say(Reply.Error("authentication cancelled"));
        }

        return Base64Decode(line, out var response)
            ? Step(response)
            : Spoil(Reply.Error(ResponseCode.Auth, "that is not base64"));
    }

    /// <summary>Gives the lock back.</summary>
    public async ValueTask ReleaseMaildropAsync()
    {
        var maildrop = Maildrop;
        Maildrop = null;
        if (maildrop is not null)
        {
            await maildrop.DisposeAsync();
        }
    }

    /// <summary>The line was longer than any response may be.</summary>
    public void AbandonExchange()
    {
        _sasl?.Dispose();
        _sasl = null;
    }

    private ValueTask<Next> Pass(ReadOnlySpan<byte> password)
    {
        if (_user is null)
        {
            return Refuse(Reply.Error("USER comes before PASS"));
        }

        if (!SecretsAllowed)
        {
            return Refuse(CleartextRefusal);
        }

        // USER is asked for anew after each attempt (RFC 1939 §7 lets a client do so; some expect it).
        var user = _user;
        _user = null;
        return Login(user, new Secret(password), "USER");
    }

    private Reply CleartextRefusal => Reply.Error(ResponseCode.Auth, services.Tls is null
        ? "passwords are not accepted without encryption; use the TLS port (usually 995)"
        : "passwords are not accepted without encryption; use STLS, or the TLS port (usually 995)");

    private ValueTask<Next> Stls()
    {
        if (Secure)
        {
            return Refuse(Reply.Error("TLS is already on"));
        }

        return services.Tls is null
            ? Refuse(Reply.Error("STLS is not available: this server has no certificate"))
            : ValueTask.FromResult(Next.StartTls);
    }

    private void ListMechanisms()
    {
        output.Reply(Reply.Ok("mechanisms follow"));
        foreach (var mechanism in Mechanisms)
        {
            ReplyWriter.WriteLine(output, mechanism);
        }

        output.Write(ReplyWriter.Terminator);
    }

    private ValueTask<Next> Auth(ReadOnlySpan<byte> mechanism, ReadOnlySpan<byte> initial)
    {
        var name = Ascii.IsValid(mechanism) ? Encoding.ASCII.GetString(mechanism).ToUpperInvariant() : "";
        if (!services.Settings.Mechanisms.Contains(name))
        {
            return Refuse(Reply.Error("this mechanism is not offered"));
        }

        if (!SecretsAllowed)
        {
            return Refuse(CleartextRefusal);
        }

        // "=" is an initial response that is empty (RFC 5034 §4); none at all is another thing.
        var response = Array.Empty<byte>();
        if (!initial.IsEmpty && !initial.SequenceEqual("="u8) && !Base64Decode(initial, out response))
        {
            return Refuse(Reply.Error(ResponseCode.Auth, "the initial response is not base64"));
        }

        _sasl = Start(name) ?? throw new InvalidOperationException("a configured mechanism that has no implementation");
        _saslName = name;
        return initial.IsEmpty ? Handle(_sasl.Begin()) : Step(response);
    }

    private static SaslServer? Start(string mechanism) => mechanism switch
    {
        PlainMechanism.Name => new PlainMechanism.Server(),
        LoginMechanism.Name => new LoginMechanism.Server(),
        _ => null,
    };

    private ValueTask<Next> Step(byte[] response)
    {
        var step = _sasl!.Respond(response);
        CryptographicOperations.ZeroMemory(response);
        return Handle(step);
    }

    private ValueTask<Next> Handle(SaslStep step)
    {
        switch (step)
        {
            case SaslStep.Challenge challenge:
                var line = "+ " + Convert.ToBase64String(challenge.Octets.Span);
                output.Status(line, static (writer, text) => ReplyWriter.WriteLine(writer, text));
                return ValueTask.FromResult(Next.Continue);
            case SaslStep.CheckPassword check:
                AbandonExchange();
                return Login(check.User, check.Password, _saslName);
            case SaslStep.Malformed malformed:
                return Spoil(Reply.Error(ResponseCode.Auth, malformed.Why));
            default:
                throw new InvalidOperationException("a step that no mechanism takes");
        }
    }

    private ValueTask<Next> Spoil(Reply reply)
    {
        AbandonExchange();
        return Refuse(reply);
    }

    private async ValueTask<Next> Login(string user, Secret password, string mechanism)
    {
        using (password)
        {
            var outcome = await services.Authenticator.CheckAsync(user, password, origin.Address, services.Stopping);
            switch (outcome)
            {
                case LoginOutcome.Accepted accepted:
                    services.Authenticator.Succeeded(origin.Address, user);
                    return await Open(accepted.Mailbox, mechanism);
                case LoginOutcome.Unavailable unavailable:
                    services.Log.LoginUnavailable(facts.Id, Shown(user), facts.Address, unavailable.Reason);
                    return await Say(Reply.Error(ResponseCode.SysTemp, "service temporarily unavailable, try again later"));
                case LoginOutcome.Rejected rejected:
                    return await Reject(user, password, mechanism, rejected.Reason);
                default:
                    throw new InvalidOperationException("an outcome that no check has");
            }
        }
    }

    /// <summary>
    /// One typo is up to eight attempts (a mail program tries every mechanism): the same wrong password counts once,
    /// towards the delays and towards the end of the connection, which comes only after as many wrong passwords as
    /// there are mechanisms, plus two.
    /// </summary>
    private async ValueTask<Next> Reject(string user, Secret password, string mechanism, string reason)
    {
        services.Log.LoginFailed(facts.Id, Shown(user), facts.Address, mechanism, facts.Tls, reason);
        services.Metrics?.LoginFailed();
        var repeated = !_wrong.Add(Digest(user, password));
        var delay = services.Authenticator.Failed(origin.Address, user, repeated);
        if (delay > TimeSpan.Zero)
        {
            try
            {
                await Task.Delay(delay, services.Time, services.Stopping);
            }
            catch (OperationCanceledException)
            {
                // The server stops: answer now.
            }
        }

        _attempts++;
        output.Reply(Reply.Error(ResponseCode.Auth, "the user name or the password is wrong"));
        var most = Capabilities.Mechanisms.Count + (Capabilities.User ? 1 : 0) + 2;
        if (_wrong.Count < most && _attempts < most * RoundsOfOnePassword)
        {
            return Next.Continue;
        }

        facts.EndWith(EndReason.TooManyFailures);
        return Next.End;
    }

    private async ValueTask<Next> Open(MailboxName mailbox, string mechanism)
    {
        var holder = new LeaseHolder(facts.Id, services.Settings.Hostname, facts.Address, services.Time.GetUtcNow());
        OpenOutcome outcome;
        try
        {
            outcome = await services.Store.OpenAsync(mailbox, holder, services.Stopping);
        }
        catch (StoreException e)
        {
            services.Log.StoreFailed(facts.Id, mailbox.Value, e.Message);
            return await Say(Reply.Error(ResponseCode.SysTemp, "service temporarily unavailable, try again later"));
        }
        catch (OperationCanceledException)
        {
            return await Say(Reply.Error(ResponseCode.SysTemp, "service temporarily unavailable: server shutting down"));
        }

        if (outcome is not OpenOutcome.Opened { Maildrop: var maildrop })
        {
            var other = ((OpenOutcome.InUse)outcome).Holder;
            services.Log.MaildropInUse(facts.Id, mailbox.Value, facts.Address, other?.SessionId, other?.Address, other?.Since);
            return await Say(Reply.Error(ResponseCode.InUse, InUseText(other)));
        }

        Maildrop = maildrop;
        facts.User = mailbox.Value;
        facts.Mechanism = mechanism;
        facts.MaildropCount = maildrop.Messages.Count;
        facts.MaildropOctets = maildrop.Messages.TotalOctets;
        if (maildrop.Interrupted is { } interrupted)
        {
            services.Log.UpdateInterrupted(
                facts.Id, mailbox.Value, interrupted.Holder?.SessionId, interrupted.Gone.Count, interrupted.Left.Count,
                string.Join(',', interrupted.Gone));
            await services.FlushLog();
            maildrop.InterruptionRecorded();
        }

        output.Status(maildrop.Messages, static (writer, list) => ReplyWriter.WriteMaildrop(writer, list.Count, list.TotalOctets));
        return Next.LoggedIn;
    }

    private static string InUseText(LeaseHolder? holder) => holder is null
        ? "the maildrop is locked by another session"
        : string.Create(
            CultureInfo.InvariantCulture,
            $"the maildrop is locked by another session, since {holder.Since.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC, from {holder.Address}");

    /// <summary>A user name as it may be logged.</summary>
    private static string Shown(string user) => Protocol.Transcript.ClientLine.Escape(Encoding.UTF8.GetBytes(user));

    private string Digest(string user, Secret password)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _digestKey);
        hash.AppendData(Encoding.UTF8.GetBytes(user));
        hash.AppendData([0]);
        hash.AppendData(password.Octets);
        return Convert.ToHexString(hash.GetHashAndReset());
    }

    private static bool Base64Decode(ReadOnlySpan<byte> text, out byte[] octets)
    {
        octets = new byte[Base64.GetMaxDecodedFromUtf8Length(text.Length)];
        var status = Base64.DecodeFromUtf8(text, octets, out var used, out var written);
        if (status != OperationStatus.Done || used != text.Length || text.ContainsAny(" \t\r\n"u8))
        {
            return false;
        }

        // Padding makes it shorter; the longer buffer held a secret as well.
        var whole = octets;
        octets = whole[..written];
        CryptographicOperations.ZeroMemory(whole);
        return true;
    }

    private ValueTask<Next> Say(Reply reply)
    {
        output.Reply(reply);
        return ValueTask.FromResult(Next.Continue);
    }

    private ValueTask<Next> Refuse(Reply reply)
    {
        output.Refuse(reply);
        return ValueTask.FromResult(Next.Refused);
    }
}
