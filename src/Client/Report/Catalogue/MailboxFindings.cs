namespace Restante.Client.Report.Catalogue;

/// <summary>The mailbox: lists, sizes, unique-ids, messages, and how a session ends.</summary>
public static class MailboxFindings
{
    public static readonly FindingKind StatListMismatch = new("stat-list-mismatch", Severity.Error,
        "STAT and the lists do not agree",
        "A mail program that goes by STAT sees another mailbox than one that goes by LIST or UIDL: messages are left out, or asked for that are not there.",
        "Rebuild the mailbox's index; look in the server's log for files that it could not read.",
        "RFC 1939 §5");

    public static readonly FindingKind SizeMismatch = new("size-mismatch", Severity.Error,
        "a message has not the size that was announced",
        "Either the announced size is wrong or the message does not come whole; these cannot be told apart from here. Programs that read just as many octets as were announced cut the message, or wait for octets that never come.",
        "Compare the message in the store with what RETR sends; rebuild the index. A server must count the octets that it sends: line ends as two, without doubled dots and without the final dot.",
        "RFC 1939 §11");

    public static readonly FindingKind NumbersNotSequential = new("numbers-not-sequential", Severity.Error,
        "messages are not numbered 1, 2, 3, …",
        "Mail programs count from 1 to the number that STAT gives. Messages with other numbers are never fetched, and those that are asked for in their place do not exist.",
        "This is a fault of the server's program: report it to its makers.",
        "RFC 1939 §5");

    public static readonly FindingKind NumbersShiftAfterDele = new("numbers-shift-after-dele", Severity.Error,
        "message numbers change after DELE",
        "Within a session a message keeps its number. Here those behind a deleted message move up: a program that deletes 1, 2 and 3 deletes 1, 3 and 5, which it may not even have fetched. Mail is lost.",
        "Let no program delete on this server; report it to the server's makers.",
        "RFC 1939 §5");

    public static readonly FindingKind RsetDoesNotUndo = new("rset-does-not-undo", Severity.Error,
        "RSET does not take back DELE",
        "A program that changes its mind, or finds that a message did not arrive whole, cannot save it.",
        "This is a fault of the server's program: report it to its makers. Dropping the connection in place of QUIT should keep the messages.",
        "RFC 1939 §5");

    public static readonly FindingKind DeleWithoutQuit = new("dele-without-quit", Severity.Error,
        "messages are deleted without QUIT",
        "A connection that breaks between DELE and QUIT must delete nothing: the program may not have stored the message. Here the message is gone.",
        "This is a fault of the server's program, or a setting that deletes at once: look for it, or report it to its makers.",
        "RFC 1939 §6");

    public static readonly FindingKind UidlMissing = new("uidl-missing", Severity.Warning,
        "the server has no UIDL",
        "Mail programs cannot tell which messages they have: \"leave messages on server\" downloads everything again at each check, or is refused.",
        "Switch UIDL on, or use a server that has it; until then let programs delete what they fetched.",
        "RFC 1939 §7");

    public static readonly FindingKind UidlIllegal = new("uidl-illegal", Severity.Error,
        "a unique-id is not of the right form",
        "A unique-id has 1 to 70 octets from ! to ~, and no space. Programs cut others short, or take the line for broken, and download the message again at each check, or never.",
        "Look how the server makes its unique-ids (a format in its settings, or file names).",
        "RFC 1939 §7");

    public static readonly FindingKind UidlDuplicate = new("uidl-duplicate", Severity.Error,
        "two messages have the same unique-id",
        "A program that has fetched one of them takes the other for known and never shows it.",
        "Look how the server makes its unique-ids; rebuild the index of a mailbox that was copied or restored.",
        "RFC 1939 §7");

    public static readonly FindingKind UidlChanges = new("uidl-changes", Severity.Error,
        "unique-ids change",
        "Programs that leave mail on the server know messages by these. When they change, everything is downloaded again, as after a migration, a restore, a new index or another machine behind the same name.",
        "Keep the unique-ids when moving or restoring mailboxes (their format and the files that hold them); on several machines, let all share one store of them.",
        "RFC 1939 §7");

    public static readonly FindingKind TopMissing = new("top-missing", Severity.Warning,
        "the server has no TOP",
        "Programs that show headers before they fetch, filter on the server, or limit the size of what they fetch do not work here.",
        "Switch TOP on, or use a server that has it.",
        "RFC 1939 §7");

    public static readonly FindingKind TopWrong = new("top-wrong", Severity.Warning,
        "TOP does not send header, empty line and the lines asked for",
        "Programs that look at the header first see too much, too little, or another text than the message has.",
        "This is a fault of the server's program: report it to its makers.",
        "RFC 1939 §7");

    public static readonly FindingKind MessageStalls = new("message-stalls", Severity.Error,
        "a message stops coming",
        "The server stays connected and sends no more: every mail program hangs at this message, and fetches none behind it, at each check again. Usual causes: a damaged message or index, an antivirus proxy that chokes on it, a network path that loses large packets. These cannot be told apart from here.",
        "Read the message in the store, or move it away; fetch it on the server's own machine to leave the network out.",
        "RFC 1939 §5");

    public static readonly FindingKind MessageTruncated = new("message-truncated", Severity.Error,
        "a message does not come whole",
        "The connection ends in the middle of a message, or the server refuses to send it although it is listed: every mail program stops at this message, at each check again.",
        "The server's log has the reason: an unreadable file, a size that differs from the index's, a crash. Rebuild the index, or move the message away.",
        "RFC 1939 §5");

    public static readonly FindingKind LargeMessage = new("large-message", Severity.Warning,
        "a message takes longer than mail programs wait",
        "At the speed that was measured the message is not there before programs and proxies give up (many after a minute). They try again at each check, and never get past it.",
        "Fetch or remove the message another way (webmail, IMAP); limit the size of messages at delivery; look why the connection is slow.",
        "");

    public static readonly FindingKind NoLock = new("no-lock", Severity.Warning,
        "two sessions have the mailbox at once",
        "RFC 1939 wants an exclusive lock. Without it two programs fetch the same messages twice, and one deletes what the other still reads.",
        "Switch the lock on where the server has one (Dovecot: pop3_lock_session = yes). Servers that leave it out on purpose must keep each session's list as it was.",
        "RFC 1939 §4");

    public static readonly FindingKind EmptyThoughNot = new("empty-though-not", Severity.Error,
        "the mailbox is empty by one command and not by another",
        "A program that goes by the wrong one shows no mail, and nobody notices that there is some. Often a store that could not be read is taken for an empty mailbox.",
        "Look for errors in the server's log at the time of this login; rebuild the index.",
        "RFC 1939 §5");

    public static readonly FindingKind QuitUnanswered = new("quit-unanswered", Severity.Warning,
        "QUIT is not answered",
        "Without an answer a program cannot know whether its deletions were done, and fetches or deletes again; some wait until they give up.",
        "Look in the server's log for what happens at the end of a session; a server must say +OK before it closes.",
        "RFC 1939 §6");

    public static readonly IReadOnlyList<FindingKind> All =
    [
        StatListMismatch, SizeMismatch, NumbersNotSequential, NumbersShiftAfterDele, RsetDoesNotUndo, DeleWithoutQuit, UidlMissing, UidlIllegal,
        UidlDuplicate, UidlChanges, TopMissing, TopWrong, MessageStalls, MessageTruncated, LargeMessage, NoLock, EmptyThoughNot, QuitUnanswered,
    ];
}
