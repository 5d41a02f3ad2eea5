namespace Restante.Server.Sessions;

/// <summary>What the session's loop does after a command.</summary>
public enum Next
{
    Continue,

    /// <summary>The command was refused: it counts towards the limit on errors in a row.</summary>
    Refused,

    /// <summary>The maildrop is there: TRANSACTION begins.</summary>
    LoggedIn,

    /// <summary>STLS was accepted but not answered yet.</summary>
    StartTls,

    /// <summary>The session is over; what was written is sent first.</summary>
    End,

    /// <summary>The connection is cut without another octet: the client must not take what it has for a whole answer.</summary>
    Cut,

    /// <summary>The client is gone.</summary>
    Gone,
}
