using Restante.Client.Talk;
using Restante.Protocol.Sasl;

namespace Restante.Cli.Commands.Talk;

/// <summary>
/// What can be said now: what every server knows, what CAPA promised, and the orders to this program. A blank stands
/// behind what needs more.
/// </summary>
internal static class TalkChoices
{
    private static readonly string[] Transaction = ["STAT", "LIST", "RETR ", "DELE ", "NOOP", "RSET", "CAPA", "QUIT"];
    private static readonly string[] Optional = ["TOP ", "UIDL"];
    private static readonly string[] Others = ["LANG", "UTF8"];

    public static IEnumerable<string> Of(TalkSession session)
    {
        var promised = session.Capabilities;
        IEnumerable<string> commands = session.State.State == SessionState.Transaction
            ? [.. Transaction, .. Optional.Where(o => promised is null || promised.Has(o.TrimEnd())), .. Others.Where(name => promised?.Has(name) == true)]
            : [
                .. promised is null || promised.Has("USER") ? ["USER ", "PASS "] : Array.Empty<string>(),
                .. (promised?.Mechanisms ?? []).Select(m => "AUTH " + m),
                .. session.Opened.Greeting is { } greeting && ApopDigest.FindTimestamp(greeting.Text) is not null ? ["APOP "] : Array.Empty<string>(),
                .. promised?.Has("STLS") == true && session.Opened.Established is null ? ["STLS"] : Array.Empty<string>(),
                .. Others.Where(name => promised?.Has(name) == true),
                "CAPA",
                "QUIT",
            ];
        return commands.Concat(TalkOrders.All.Select(o => o.Takes.Length > 0 ? o.Name + " " : o.Name)).Order(StringComparer.Ordinal);
    }
}
