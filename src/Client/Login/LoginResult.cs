namespace Restante.Client.Login;

/// <summary>What trying to log in came to.</summary>
public enum LoginResult
{
    /// <summary>Logged in.</summary>
    In,

    /// <summary>-ERR: the user name, the password, or a reason that the server does not tell.</summary>
    Refused,

    /// <summary>Another session has the mailbox ([IN-USE]).</summary>
    Locked,

    /// <summary>Too soon after the last login ([LOGIN-DELAY], or the server's promise of one).</summary>
    Delay,

    /// <summary>A trouble of the server's that may pass ([SYS/TEMP]), too many failures or connections among them.</summary>
    Temporary,

    /// <summary>A trouble of the server's that somebody must mend ([SYS/PERM]).</summary>
    Permanent,

    /// <summary>The provider takes no password from this account, or not this one: OAuth, an app password, POP3 to be switched on.</summary>
    Disabled,

    /// <summary>The server takes no password without TLS.</summary>
    NeedsTls,

    /// <summary>The mechanism failed before, or whatever, the password was.</summary>
    MechanismFailed,

    /// <summary>The server closed in place of an answer.</summary>
    Closed,

    /// <summary>No answer in time.</summary>
    TimedOut,

    /// <summary>What came is neither +OK nor -ERR.</summary>
    BadReply,

    /// <summary>There is no way on which a password may be sent.</summary>
    NoWay,

    /// <summary>The connection could not be opened.</summary>
    NotOpen,
}
