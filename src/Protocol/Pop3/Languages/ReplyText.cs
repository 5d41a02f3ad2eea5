namespace Restante.Protocol.Pop3.Languages;

/// <summary>
/// All that a server says to a human behind +OK and -ERR. A closed set: no language can lack one unseen. What stands in
/// <c>{0}</c> and <c>{1}</c> is said here; the words are in the languages' files.
/// </summary>
public enum ReplyText
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>What is the same in all languages, or is said where none can have been chosen yet: the first argument.</summary>
    Verbatim,

    ControlCharacters,
    EmptyLine,
    LeadingSpace,
    UnknownCommand,

    /// <summary>Of a command.</summary>
    NotBeforeLogin,

    /// <summary>Of a command.</summary>
    NotAfterLogin,

    OneSpace,

    /// <summary>Of a command.</summary>
    NeedsArgument,

    /// <summary>Of a command.</summary>
    NeedsWord,

    /// <summary>Of a command.</summary>
    NeedsMessage,

    /// <summary>Of a command.</summary>
    NeedsMessageAndLines,

    /// <summary>Of a command.</summary>
    NeedsNameAndDigest,

    /// <summary>Of a command.</summary>
    TakesNothing,

    /// <summary>Of a command.</summary>
    TakesWord,

    /// <summary>Of a command.</summary>
    TakesMessage,

    /// <summary>Of a command.</summary>
    TakesMessageAndLines,

    /// <summary>Of a command.</summary>
    TakesNameAndDigest,

    /// <summary>Of a command.</summary>
    TakesMechanism,

    MessageIsNoNumber,
    MessageIsTooLarge,
    MessageIsZero,
    LinesAreNoNumber,
    LinesAreTooMany,
    LineTooLong,

    /// <summary>Behind the text of the last refusal, as part of its line.</summary>
    TooManyRefused,

    NowPass,
    UserFirst,

    /// <summary>RFC 6856 §2.2: neither UTF-8, nor with a character that RFC 4013 §2.3 forbids.</summary>
    NameIsNoText,

    /// <summary>Says neither which of the two it is, nor "lock" or "wait", which fetchmail takes for "later".</summary>
    WrongLogin,

    NoPasswords,
    PasswordsNeedTls,
    PasswordsNeedStls,
    ApopIsOff,
    TlsIsOn,
    NoStls,
    BehindStls,
    BeginTls,
    MechanismsFollow,
    NotOffered,
    InitialIsNotBase64,
    IsNotBase64,
    Cancelled,

    /// <summary>In English with the words by which fetchmail knows a trouble of the server's.</summary>
    Unavailable,

    TooManyLogins,
    UnavailableWhileStopping,

    /// <summary>Of a number of seconds.</summary>
    LoginTooSoon,

    InUse,

    /// <summary>Of a time and an address.</summary>
    InUseSince,

    PlainNeedsNuls,
    PlainNeedsWords,
    NotForAnother,
    ExternalTakesName,
    ChallengeFirst,
    CramNeedsDigest,
    LoginNeedsName,
    EmptyResponseExpected,
    DigestDirectives,
    DigestUri,
    TokenRefusalIsAnsweredEmpty,
    TokenMessageEnd,
    TokenMessageUser,
    TokenMessageToken,
    ScramIsUtf8,
    ScramHeader,
    ScramName,
    ScramProof,
    BindingNotOffered,
    BindingNeeded,
    BindingUnwanted,
    CapabilitiesFollow,
    LanguagesFollow,

    /// <summary>Of the tag, which stands first (RFC 6856 §3.2).</summary>
    LanguageChosen,

    NoLanguageRange,
    NoSuchLanguage,
    Utf8IsOn,
    Bye,

    /// <summary>Of a number.</summary>
    Removed,

    /// <summary>Of how many were not, and how many should have been.</summary>
    NotRemoved,

    ShuttingDown,
    LockLost,

    /// <summary>Of how many there are, and their octets.</summary>
    Messages,

    /// <summary>Of a message; the number stands first, where programs look for it.</summary>
    Octets,

    Marked,
    ReadOnly,
    EmptyMaildrop,

    /// <summary>Of how many there are.</summary>
    NoSuchMessage,

    /// <summary>Of a message number.</summary>
    AlreadyDeleted,

    Unreadable,

    /// <summary>RFC 6856 §5.</summary>
    NeedsUtf8,
}
