namespace Restante.Client.Load;

/// <summary>Whose turn it is to log in.</summary>
public static class LoadTurns
{
    /// <summary>
    /// Each connection has users of its own, which take turns: a server that locks maildrops would refuse a second session.
    /// Where there are fewer users than connections, they share.
    /// </summary>
    internal static LoadUser UserOf(LoadOptions options, int connection, int number) =>
        options.Users[IndexOf(options.Users.Count, options.Connections, connection, number)];

    /// <summary>How many users a connection has for itself; 0 for one that shares those of others.</summary>
    public static int Own(int users, int connections, int connection) => connection < users ? (users - connection - 1) / connections + 1 : 0;

    public static int IndexOf(int users, int connections, int connection, int number)
    {
        if (users <= connections)
        {
            return connection % users;
        }

        return connection + number % Own(users, connections, connection) * connections;
    }
}
