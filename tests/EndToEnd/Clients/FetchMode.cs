namespace Restante.EndToEnd.Clients;

/// <summary>How the connection is protected. Public because xunit shows it in the names of tests.</summary>
public enum Protection
{
    Plain,
    Stls,
    Tls,
}

/// <summary>What becomes of the messages at the server.</summary>
public enum Afterwards
{
    Keep,
    Delete,
}
