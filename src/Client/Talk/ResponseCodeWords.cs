namespace Restante.Client.Talk;

/// <summary>What an extended response code says (RFC 2449 §8, RFC 3206, RFC 6856).</summary>
public static class ResponseCodeWords
{
    /// <summary>Null for one that no standard has, and for none.</summary>
    /// <param name="code">In capitals, without brackets.</param>
    public static string? Of(string? code) => code switch
    {
        "IN-USE" => "another session has the mailbox: a second mail program, or one that died a few minutes ago",
        "LOGIN-DELAY" => "too soon after the last login: wait, and look for mail less often",
        "SYS/TEMP" => "a trouble of the server's that may pass: nothing is wrong with the password; try again later",
        "SYS/PERM" => "a trouble of the server's that somebody must mend: nothing is wrong with the password",
        "AUTH" => "the user name or the password is wrong, or this login is not allowed",
        "UTF8" => "this needs the command UTF8 first: the message, or the mailbox, has UTF-8 in its header",
        _ => null,
    };
}
