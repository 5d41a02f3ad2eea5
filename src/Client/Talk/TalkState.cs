using System.Globalization;
using Restante.Client.Wire;

namespace Restante.Client.Talk;

/// <summary>Where a session stands (RFC 1939 §3).</summary>
public enum SessionState
{
    Authorization,
    Transaction,

    /// <summary>QUIT was answered, the connection ended, or nothing more can be said.</summary>
    Over,
}

/// <summary>What is known of a session by what was said in it.</summary>
public sealed class TalkState
{
    private readonly SortedSet<int> _marked = [];

    public SessionState State { get; private set; } = SessionState.Authorization;

    /// <summary>Who logged in, or was named by USER; null before.</summary>
    public string? User { get; private set; }

    /// <summary>Messages that QUIT will delete.</summary>
    public IReadOnlyCollection<int> Marked => _marked;

    /// <summary>The state in a few letters, for a prompt.</summary>
    public string InWords => State switch
    {
        SessionState.Authorization => "authorization",
        SessionState.Transaction when _marked.Count > 0 => string.Create(CultureInfo.InvariantCulture, $"transaction, {_marked.Count} marked"),
        SessionState.Transaction => "transaction",
        _ => "over",
    };

    /// <summary>Takes in what a command came to.</summary>
    public void Note(TalkLine line, ReplyStatus status)
    {
        if (status is ReplyStatus.Closed or ReplyStatus.Broken)
        {
            End();
        }

        if (status != ReplyStatus.Ok || State == SessionState.Over)
        {
            return;
        }

        switch (line.Name)
        {
            case "USER" when State == SessionState.Authorization:
                User = string.Join(' ', line.Arguments);
                break;
            case "APOP" when line.Arguments.Count > 0:
                LogIn(line.Arguments[0]);
                break;
            case "PASS":
                LogIn(User);
                break;
            case "AUTH" when line.LogsIn:
                LogIn(null);
                break;
            case "DELE" when line.Arguments.Count == 1 && int.TryParse(line.Arguments[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number):
                _marked.Add(number);
                break;
            case "RSET":
                _marked.Clear();
                break;
            case "QUIT":
                End();
                break;
        }
    }

    /// <param name="user">Null where it is not known.</param>
    public void LogIn(string? user)
    {
        State = SessionState.Transaction;
        User = user;
    }

    /// <summary>Nothing more can be said.</summary>
    public void End()
    {
        State = SessionState.Over;
        _marked.Clear();
    }
}
