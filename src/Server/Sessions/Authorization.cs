using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Restante.Protocol.Pop3;
using Restante.Protocol.Pop3.Languages;
using Restante.Protocol.Sasl;
using Restante.Server.Auth;
using Restante.Server.Diagnostics;
using Restante.Server.Stores;
using Restante.Server.Transport;

namespace Restante.Server.Sessions;

/// <summary>
/// The AUTHORIZATION state (RFC 1939 §4): who is it, and may the maildrop be had. Knows no maildrop until the login has
/// succeeded and the maildrop is locked and listed; only then +OK is said.
/// </summary>
public sealed class Authorization(SessionServices services, SessionFacts facts, SessionOutput output, ClientOrigin origin, LoginOffer offer)
{
    private FailedLogins? _failures;
    private string? _user;
    private string? _apopTimestamp;
    private SaslServer? _sasl;
    private ServerMechanism? _mechanism;
    private Lookup.Answered? _lookup;
    private TimeSpan? _refused;

    /// <summary>True while the next line is a SASL response and no command.</summary>
    public bool InExchange => _sasl is not null;

    /// <summary>The maildrop, once a login has succeeded; the session's to dispose.</summary>
    public IMaildrop? Maildrop { get; private set; }

    /// <summary>What who logged in may do.</summary>
    public AccountRules Rules { get; private set; } = AccountRules.None;

    /// <summary>After the handshake everything learned before it is forgotten (RFC 2595 §4).</summary>
    public void TlsStarted(TlsConnection tls)
    {
        offer.TlsStarted(tls);
        _user = null;
        facts.Utf8Mode = false;
    }

    /// <summary>The timestamp for the greeting, which is the offer of APOP; null where APOP would work for nobody.</summary>
    public string? OfferApop() =>
        _apopTimestamp = offer.Apop ? ApopDigest.Timestamp(services.Nonce(), services.Settings.Hostname) : null;

    public ValueTask<Next> HandleAsync(in Command command)
    {
        switch (command.Keyword)
        {
            case Keyword.User:
                return User(command.Argument);
            case Keyword.Utf8:
                facts.Utf8Mode = true;
                return Say(Reply.Ok(ReplyText.Utf8IsOn));
            case Keyword.Pass:
                return Pass(command.Argument);
            case Keyword.Apop:
                return Apop(command.Argument, command.Second);
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
        if (_refused is not null)
        {
            return RefuseToken();
        }

        if (line.SequenceEqual("*"u8))
        {
            AbandonExchange();
            return Say(Reply.Error(ReplyText.Cancelled));
        }

        return SaslBase64.TryDecode(line, out var response)
            ? Step(response)
            : Spoil(Reply.Error(ResponseCode.Auth, ReplyText.IsNotBase64));
    }

    /// <summary>The line was longer than any response may be.</summary>
    public void AbandonExchange()
    {
        _sasl?.Dispose();
        _sasl = null;
        _lookup = null;
        _refused = null;
    }

    // RFC 6856 §2.2: what is no text is nobody's name.
    private ValueTask<Next> User(ReadOnlySpan<byte> name)
    {
        _user = PasswordText.IsLegal(name) ? Encoding.UTF8.GetString(name) : null;
        return _user is null ? Refuse(Reply.Error(ReplyText.NameIsNoText)) : Say(Reply.Ok(ReplyText.NowPass));
    }

    private ValueTask<Next> Pass(ReadOnlySpan<byte> password)
    {
        if (_user is null)
        {
            return Refuse(Reply.Error(ReplyText.UserFirst));
        }

        if (!offer.Passwords)
        {
            return Refuse(SecretRefusal);
        }

        // USER is asked for anew after each attempt (RFC 1939 §7 lets a client do so; some expect it).
        var user = _user;
        _user = null;
        return Login(user, new Secret(password), "USER");
    }

    private FailedLogins Failures => _failures ??= new FailedLogins(services, facts, output, origin);

    private Reply SecretRefusal => Reply.Error(ResponseCode.Auth, offer.Secrets
        ? ReplyText.NoPasswords
        : services.Tls is null ? ReplyText.PasswordsNeedTls : ReplyText.PasswordsNeedStls);

    private ValueTask<Next> Apop(ReadOnlySpan<byte> name, ReadOnlySpan<byte> digest) => _apopTimestamp is null
        ? Refuse(Reply.Error(ReplyText.ApopIsOff))
        : !PasswordText.IsLegal(name) ? Refuse(Reply.Error(ReplyText.NameIsNoText))
        : Apop(Encoding.UTF8.GetString(name), digest.ToArray());

    private ValueTask<Next> Stls()
    {
        if (offer.Secure)
        {
            return Refuse(Reply.Error(ReplyText.TlsIsOn));
        }

        return services.Tls is null
            ? Refuse(Reply.Error(ReplyText.NoStls))
            : ValueTask.FromResult(Next.StartTls);
    }

    private void ListMechanisms()
    {
        output.Reply(Reply.Ok(ReplyText.MechanismsFollow));
        foreach (var mechanism in offer.Capabilities.Mechanisms)
        {
            ReplyWriter.WriteLine(output, mechanism);
        }

        output.Write(ReplyWriter.Terminator);
    }

    private ValueTask<Next> Auth(ReadOnlySpan<byte> mechanism, ReadOnlySpan<byte> initial)
    {
        var name = Ascii.IsValid(mechanism) ? Encoding.ASCII.GetString(mechanism).ToUpperInvariant() : "";
        if (offer.Find(name) is not { } offered)
        {
            return Refuse(Reply.Error(ReplyText.NotOffered));
        }

        if (!offer.IsOffered(offered))
        {
            return Refuse(SecretRefusal);
        }

        // "=" is an initial response that is empty (RFC 5034 §4); none at all is another thing.
        var response = Array.Empty<byte>();
        if (!initial.IsEmpty && !initial.SequenceEqual("="u8) && !SaslBase64.TryDecode(initial, out response))
        {
            return Refuse(Reply.Error(ResponseCode.Auth, ReplyText.InitialIsNotBase64));
        }

        _sasl = offer.Start(offered);
        _mechanism = offered;
        return initial.IsEmpty ? Handle(_sasl.Begin()) : Step(response);
    }

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
                return Login(check.User, check.Password, _mechanism!.Name);
            case SaslStep.NeedScramSecret need:
                return LookUp(need.User, async answered =>
                    await services.Authenticator.ScramSecretAsync(need.User, answered, need.Mechanism, services.Stopping) is { } secret ? need.Then(secret) : null);
            case SaslStep.NeedPassword need:
                return LookUp(need.User, answered => ValueTask.FromResult<SaslStep?>(need.Then(services.Authenticator.PasswordOf(answered))));
            case SaslStep.CheckToken check:
                return CheckToken(check);
            case SaslStep.CheckExternal check:
                AbandonExchange();
                return External(check.User);
            case SaslStep.Authenticated authenticated:
                return Prove(authenticated.User, null);
            case SaslStep.Rejected rejected:
                return Prove(rejected.User, rejected.Why);
            case SaslStep.Malformed malformed:
                return Spoil(Reply.Error(ResponseCode.Auth, malformed.Why));
            default:
                throw new InvalidOperationException("a step that no mechanism of this server takes");
        }
    }

    /// <summary>Brings a mechanism what it needs to know of a user; it never learns whether there is one.</summary>
    private async ValueTask<Next> LookUp(string user, Func<Lookup.Answered, ValueTask<SaslStep?>> then)
    {
        switch (await services.Authenticator.FindAsync(user, services.Stopping))
        {
            case Lookup.Answered answered:
                _lookup = answered;
                return await then(answered) is { } step ? await Handle(step) : await Unavailable(user, Authenticator.NoTurn(services.Stopping));
            case Lookup.Unavailable unavailable:
                return await Unavailable(user, new(unavailable.Reason));
            default:
                throw new InvalidOperationException("an answer that no lookup has");
        }
    }

    /// <summary>The end of an exchange in which the client proved that it knows the password, or did not.</summary>
    private async ValueTask<Next> Prove(string user, string? fault)
    {
        // A mechanism may turn a client down before it asks for the user: a downgrade shows in the first message.
        var lookup = _lookup ?? new Lookup.Answered(null, default);
        var outcome = _lookup is null && fault is not null
            ? new LoginOutcome.Rejected(fault)
            : Authenticator.Judge(lookup, fault is null, origin.Address, offer.Secure, _mechanism!.Needs, fault ?? "");
        AbandonExchange();
        return await Finish(user, null, _mechanism!.Name, outcome);
    }

    private async ValueTask<Next> Apop(string user, byte[] digest)
    {
        switch (await services.Authenticator.FindAsync(user, services.Stopping))
        {
            case Lookup.Answered answered:
                var matches = ApopDigest.Matches(_apopTimestamp!, PasswordText.Prepare(services.Authenticator.PasswordOf(answered).Span), digest);
                return await Finish(user, null, "APOP", Authenticator.Judge(answered, matches, origin.Address, offer.Secure, SecretUses.Plain));
            case Lookup.Unavailable unavailable:
                return await Unavailable(user, new(unavailable.Reason));
            default:
                throw new InvalidOperationException("an answer that no lookup has");
        }
    }

    /// <summary>
    /// A token that is refused has failed now, whatever the client answers to the challenge that says so (RFC 7628 §3.2.3
    /// and Google's XOAUTH2 have it answer nothing; some send "*", some close).
    /// </summary>
    private async ValueTask<Next> CheckToken(SaslStep.CheckToken check)
    {
        using var token = check.Token;
        var (outcome, verdict) = await services.Authenticator.CheckTokenAsync(check.User, token, origin.Address, offer.Secure, services.Stopping);
        var mechanism = _mechanism!.Name;
        if (outcome is not LoginOutcome.Rejected rejected)
        {
            AbandonExchange();
            return await Finish(check.User, null, mechanism, outcome);
        }

        _refused = Failures.Count(check.User, token, mechanism, rejected.Reason);
        return await Handle(check.Then(verdict));
    }

    private ValueTask<Next> RefuseToken()
    {
        var delay = _refused!.Value;
        AbandonExchange();
        return Deny(delay);
    }

    /// <param name="wanted">Whom the client wants to be; null for whom its certificate names.</param>
    private async ValueTask<Next> External(string? wanted)
    {
        var names = offer.CertificateNames;
        var user = wanted ?? (names.Count == 1 ? names[0] : "");
        var outcome = names.Contains(user)
            ? await services.Authenticator.AdmitAsync(user, known: true, origin.Address, offer.Secure, services.Stopping)
            : new LoginOutcome.Rejected(wanted is null ? "the certificate has several names" : "the certificate is not this user's");
        return await Finish(user, null, ExternalMechanism.Name, outcome);
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
            var started = services.Time.GetTimestamp();
            var outcome = mechanism == "USER" && !PasswordText.IsLegal(password.Octets)
                ? new LoginOutcome.Rejected("the password is not UTF-8, or has characters that SASLprep forbids")
                : await services.Authenticator.CheckAsync(user, password, origin.Address, offer.Secure, services.Stopping);
            return await Finish(user, password, mechanism, outcome, services.Time.GetElapsedTime(started));
        }
    }

    /// <param name="user">Who the client said it is.</param>
    /// <param name="password">What it sent; null where it sent a proof.</param>
    /// <param name="mechanism">As records write it.</param>
    /// <param name="outcome">What became of it.</param>
    /// <param name="spent">What the check took: of a refusal's delay, not besides it, or time would tell whose secret is dear to try.</param>
    private ValueTask<Next> Finish(string user, Secret? password, string mechanism, LoginOutcome outcome, TimeSpan spent = default)
    {
        if (outcome is LoginOutcome.Accepted && !PasswordText.IsLegal(Encoding.UTF8.GetBytes(user)))
        {
            // RFC 5034 §4. USER and APOP say so at once; behind a mechanism it sounds like any wrong login.
            outcome = new LoginOutcome.Rejected("the name has characters that SASLprep forbids");
        }

        switch (outcome)
        {
            case LoginOutcome.Accepted accepted:
                services.Authenticator.Succeeded(origin.Address, user);
                return Open(accepted, mechanism);
            case LoginOutcome.Unavailable unavailable:
                return Unavailable(user, unavailable);
            case LoginOutcome.Rejected rejected:
                return Reject(user, password, mechanism, rejected.Reason, spent);
            default:
                throw new InvalidOperationException("an outcome that no check has");
        }
    }

    private ValueTask<Next> Unavailable(string user, LoginOutcome.Unavailable why)
    {
        services.Log.LoginUnavailable(facts.Id, FailedLogins.Shown(user), facts.Address, why.Reason);
        AbandonExchange();
        return Say(Reply.Error(ResponseCode.SysTemp, why.Busy ? ReplyText.TooManyLogins : ReplyText.Unavailable));
    }

    private ValueTask<Next> Reject(string user, Secret? password, string mechanism, string reason, TimeSpan spent) =>
        Deny(Failures.Count(user, password, mechanism, reason) - spent);

    private async ValueTask<Next> Deny(TimeSpan delay) =>
        await Failures.DenyAsync(delay, offer.Capabilities.Mechanisms.Count + (offer.Capabilities.User ? 1 : 0) + (_apopTimestamp is null ? 0 : 1));

    private async ValueTask<Next> Open(LoginOutcome.Accepted login, string mechanism)
    {
        Rules = login.Rules;
        Maildrop = await new MaildropOpening(services, facts, output).OpenAsync(login.Mailbox, mechanism);
        return Maildrop is null ? Next.Continue : Next.LoggedIn;
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
