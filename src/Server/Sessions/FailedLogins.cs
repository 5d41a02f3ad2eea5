using System.Text;
using Restante.Logs;
using Restante.Protocol.Pop3;
using Restante.Protocol.Pop3.Languages;
using Restante.Protocol.Sasl;
using Restante.Server.Diagnostics;

namespace Restante.Server.Sessions;

/// <summary>
/// The refused logins of one connection. One typo is up to eight attempts (a mail program tries every mechanism): the same
/// wrong password counts once, towards the delays and towards the end of the connection, which comes only after as many
/// wrong passwords as there are mechanisms, plus two.
/// </summary>
internal sealed class FailedLogins(SessionServices services, SessionFacts facts, SessionOutput output, ClientOrigin origin)
{
    // A program that repeats one wrong password for ever has been through all it can try after so many rounds.
    private const int RoundsOfOnePassword = 4;

    private const int MostShown = 256;

    private readonly FailedTries _failed = new();

    /// <summary>A user name as it may be logged: not longer than any name. What is unprintable in it the record escapes.</summary>
    public static string Shown(string user)
    {
        var octets = Encoding.UTF8.GetBytes(user);
        if (octets.Length <= MostShown)
        {
            return user;
        }

        var end = MostShown;
        while ((octets[end] & 0xC0) == 0x80)
        {
            // Not in the midst of a character.
            end--;
        }

        return Encoding.UTF8.GetString(octets, 0, end) + "…";
    }

    /// <summary>Takes note of a failure, at once, and says how long its answer waits.</summary>
    public TimeSpan Count(string user, Secret? password, string mechanism, string reason)
    {
        services.Log.LoginFailed(facts.Id, Shown(user), facts.Address, mechanism, facts.Tls, reason);
        services.Metrics?.LoginFailed();
        var repeated = _failed.Add(user, mechanism, password);
        return services.Authenticator.Failed(origin.Address, user, repeated);
    }

    /// <summary>Answers.</summary>
    /// <param name="delay">From <see cref="Count"/>.</param>
    /// <param name="ways">In how many ways one could log in at this moment.</param>
    public async ValueTask<Next> DenyAsync(TimeSpan delay, int ways)
    {
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

        output.Reply(Reply.Error(ResponseCode.Auth, ReplyText.WrongLogin));
        if (_failed.Distinct < ways + 2 && _failed.Count < (ways + 2) * RoundsOfOnePassword)
        {
            return Next.Continue;
        }

        facts.EndWith(EndReason.TooManyFailures);
        return Next.End;
    }
}
