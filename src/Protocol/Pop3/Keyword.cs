namespace Restante.Protocol.Pop3;

/// <summary>The commands the state table has a row for. A closed set: what a client sends never becomes a name of ours.</summary>
public enum Keyword
{
    None,
    Apop,
    Auth,
    Capa,
    Dele,
    Lang,
    List,
    Noop,
    Pass,
    Quit,
    Retr,
    Rset,
    Stat,
    Stls,
    Top,
    Uidl,
    User,
    Utf8,
}

/// <summary>The states of a session (RFC 1939 §3). UPDATE takes no commands, so it has no place here.</summary>
[Flags]
public enum SessionStates
{
    Authorization = 1,
    Transaction = 2,
    Both = Authorization | Transaction,
}

/// <summary>What a command takes after its keyword.</summary>
public enum Arguments
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>One word.</summary>
    Word,

    /// <summary>One word, or nothing.</summary>
    OptionalWord,

    /// <summary>The rest of the line, spaces included.</summary>
    Rest,

    /// <summary>A message number.</summary>
    Message,

    /// <summary>A message number, or nothing.</summary>
    OptionalMessage,

    /// <summary>A message number and a number of lines.</summary>
    MessageAndLines,

    /// <summary>A user name and a digest.</summary>
    NameAndDigest,

    /// <summary>A mechanism and perhaps an initial response, or nothing.</summary>
    Mechanism,
}
