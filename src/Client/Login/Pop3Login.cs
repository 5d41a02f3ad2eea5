using Restante.Client.Wire;
using Restante.Protocol.Sasl;

namespace Restante.Client.Login;

/// <summary>
/// Logs a connection in. A password goes out in clear text only where <see cref="MayShowPassword"/> says so. A wrong
/// password costs as few failed logins as can be: one, or two where the first may have been the mechanism's fault.
/// </summary>
/// <param name="conversation">Open, in the AUTHORIZATION state. Stays the caller's.</param>
/// <param name="user">Who.</param>
/// <param name="password">Lent.</param>
public sealed class Pop3Login(Pop3Conversation conversation, string user, Secret password)
{
    /// <summary>What CAPA promises on this connection; null where it is not known.</summary>
    public CapabilitySet? Capabilities { get; init; }

    /// <summary>The greeting, for APOP's timestamp.</summary>
    public ServerReply? Greeting { get; init; }

    /// <summary>The connection is encrypted to a proven server, or ends on this machine, or the person allows clear text.</summary>
    public required bool MayShowPassword { get; init; }

    /// <summary>As the person named the server.</summary>
    public string Host { get; init; } = "";

    /// <summary>What was tried in this connection, in order.</summary>
    public IReadOnlyList<LoginAttempt> Attempts => _attempts;

    private const string Unproven = "the certificate does not prove whose server this is, and the password is not shown to it";

    private readonly List<LoginAttempt> _attempts = [];

    private bool IsEncrypted => conversation.Wire.Stream is System.Net.Security.SslStream;

    private string? Timestamp => Greeting is null ? null : ApopDigest.FindTimestamp(Greeting.Text);

    /// <summary>Which methods are worth trying, best first. USER/PASS is the last resort where it is not promised: many servers forget to.</summary>
    public IReadOnlyList<LoginMethod> Methods
    {
        get
        {
            var promised = LoginMethod.Promised(Capabilities, Timestamp).Where(m => MayShowPassword || !m.ShowsPassword).ToList();
            return promised.Contains(LoginMethod.UserPass) || !MayShowPassword ? promised : [.. promised, LoginMethod.UserPass];
        }
    }

    /// <summary>Logs in by the best method, and by the next where one fails as a method.</summary>
    /// <param name="before">What was tried in earlier connections and is not worth trying again.</param>
    public async Task<LoginAttempt> RunAsync(IReadOnlyList<LoginAttempt> before, CancellationToken cancellation)
    {
        List<LoginAttempt> tried = [.. before];
        while (Next(tried) is { } method && conversation.IsOpen)
        {
            var attempt = await ByAsync(method, cancellation);
            tried.Add(attempt);
            if (!IsWorthAnother(attempt) || attempt.SpoilsConnection)
            {
                break;
            }
        }

        return Decide(tried);
    }

    /// <summary>The attempt that counts: the last, unless that says less of the password than one before.</summary>
    private LoginAttempt Decide(List<LoginAttempt> tried)
    {
        var last = tried.LastOrDefault();
        return last?.Result == LoginResult.MechanismFailed ? tried.Find(a => a.IsFailedLogin && a.Result != LoginResult.MechanismFailed) ?? last : last ?? new LoginAttempt(LoginResult.NoWay, null, null, TimeSpan.Zero)
        {
            Why = MayShowPassword ? "no method is left to try" : IsEncrypted ? $"{Unproven}; the server has no way that keeps it secret"
                : "the server has no way that keeps the password secret without TLS",
        };
    }

    /// <summary>Whether there is a method left, in another connection where this one is spoilt.</summary>
    public bool MayGoOn(IReadOnlyList<LoginAttempt> tried) => tried.Count > 0 && IsWorthAnother(tried[^1]) && Next([.. tried]) is not null;

    /// <summary>Logs in by this method and no other.</summary>
    public async Task<LoginAttempt> ByAsync(LoginMethod method, CancellationToken cancellation)
    {
        var attempt = await TryAsync(method, cancellation);
        _attempts.Add(attempt);
        return attempt;
    }

    /// <summary>Whether another method may fare better: the attempt failed as a method, or cannot be told from one that did.</summary>
    public static bool IsWorthAnother(LoginAttempt attempt) => attempt.Result switch
    {
        LoginResult.MechanismFailed => true,
        // A server that has only hashes says [AUTH] to CRAM-MD5 and SCRAM, whatever the password.
        LoginResult.Refused => attempt.Method is { ShowsPassword: false } || (attempt.Reply?.Code != "AUTH" && attempt.Method != LoginMethod.UserPass),
        LoginResult.Closed or LoginResult.BadReply => attempt.Method is { IsMechanism: true },
        _ => false,
    };

    /// <summary>The next method: any while none was refused; after a refusal only one that shows the password, which is told the truth; after two none.</summary>
    private LoginMethod? Next(List<LoginAttempt> tried)
    {
        var left = Methods.Where(m => !tried.Exists(a => a.Method == m));
        return tried.Count(a => a.IsFailedLogin) switch
        {
            0 => left.FirstOrDefault(),
            1 => left.FirstOrDefault(m => m == LoginMethod.UserPass) ?? left.FirstOrDefault(m => m.ShowsPassword),
            _ => null,
        };
    }

    private async Task<LoginAttempt> TryAsync(LoginMethod method, CancellationToken cancellation)
    {
        if (user.Any(char.IsControl) || password.Octets.ContainsAny("\0\r\n"u8))
        {
            return new LoginAttempt(LoginResult.NoWay, method, null, TimeSpan.Zero) { Why = "the user name or the password holds a control character" };
        }

        if (method.ShowsPassword && !MayShowPassword)
        {
            return new LoginAttempt(LoginResult.NoWay, method, null, TimeSpan.Zero) { Why = IsEncrypted ? Unproven : "the password would go over the network in clear text" };
        }

        return method.Make is { } make ? await AuthenticateAsync(method, make, cancellation)
            : method == LoginMethod.Apop ? await ApopAsync(cancellation)
            : await UserPassAsync(cancellation);
    }

    private async Task<LoginAttempt> AuthenticateAsync(LoginMethod method, Func<string, Secret, string, SaslClient> make, CancellationToken cancellation)
    {
        using var client = make(user, password, Host);
        var exchange = new SaslExchange(conversation, client);
        var started = conversation.Time.GetTimestamp();
        var reply = await exchange.RunAsync(cancellation);
        var judged = LoginRefusal.Judge(reply);
        var result = exchange.Why.Length > 0 ? LoginResult.MechanismFailed
            : judged == LoginResult.Refused && (!exchange.SentProof || LoginRefusal.IsUnknownCommand(reply)) ? LoginResult.MechanismFailed
            : judged;
        return new LoginAttempt(result, method, reply, conversation.Time.GetElapsedTime(started))
        {
            Why = exchange.Why,
            IsFailedLogin = exchange.SentProof && reply.Status != ReplyStatus.Ok,
        };
    }

    private async Task<LoginAttempt> ApopAsync(CancellationToken cancellation)
    {
        if (Timestamp is not { } timestamp)
        {
            return new LoginAttempt(LoginResult.MechanismFailed, LoginMethod.Apop, null, TimeSpan.Zero) { Why = "the greeting has no timestamp" };
        }

        var reply = await conversation.AskAsync($"APOP {user} {ApopDigest.Compute(timestamp, password.Octets)}", cancellation);
        return Judge(LoginMethod.Apop, reply, reply.Elapsed, isFailed: true);
    }

    private async Task<LoginAttempt> UserPassAsync(CancellationToken cancellation)
    {
        var started = conversation.Time.GetTimestamp();
        var named = await conversation.AskAsync($"USER {user}", cancellation);
        if (!named.IsOk)
        {
            return Judge(LoginMethod.UserPass, named, named.Elapsed, isFailed: false);
        }

        var reply = await conversation.AskSecretlyAsync("PASS ", password, cancellation);
        return Judge(LoginMethod.UserPass, reply, conversation.Time.GetElapsedTime(started), isFailed: true);
    }

    private static LoginAttempt Judge(LoginMethod method, ServerReply reply, TimeSpan elapsed, bool isFailed)
    {
        var judged = LoginRefusal.Judge(reply);
        var result = judged == LoginResult.Refused && LoginRefusal.IsUnknownCommand(reply) ? LoginResult.MechanismFailed : judged;
        return new LoginAttempt(result, method, reply, elapsed) { IsFailedLogin = isFailed && !reply.IsOk };
    }
}
