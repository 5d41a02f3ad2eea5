using Restante.Client.Wire;

namespace Restante.Client.Login;

/// <summary>A login that was tried, and what came of it.</summary>
/// <param name="Result">Which.</param>
/// <param name="Method">By what; null where nothing was sent.</param>
/// <param name="Reply">The reply that decided; null where there was none to wait for.</param>
/// <param name="Elapsed">From the first command to that reply.</param>
public sealed record LoginAttempt(LoginResult Result, LoginMethod? Method, ServerReply? Reply, TimeSpan Elapsed)
{
    /// <summary>What is known beyond the reply; empty where that says all.</summary>
    public string Why { get; init; } = "";

    /// <summary>A user name and a password, or a proof of it, went out and were not taken: most servers count these.</summary>
    public bool IsFailedLogin { get; init; }

    /// <summary>The connection is of no use afterwards: closed, silent, out of step, or logged in by somebody who did not prove himself.</summary>
    public bool SpoilsConnection => Reply is { Status: not ReplyStatus.Error };

    public bool IsIn => Result == LoginResult.In;

    /// <summary>In words for a finding: the way, the server's reply, what is known beyond it.</summary>
    public string InWords
    {
        get
        {
            var said = string.Join(": ", new[] { Why, Reply?.InWords ?? "" }.Where(w => w.Length > 0));
            return Method is null ? said : $"{Method.Name}: {said}";
        }
    }
}
