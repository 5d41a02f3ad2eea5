namespace Restante.Server.Stores;

/// <summary>The store's environment failed (disk, permissions, network). The message is for the operator, never for the client.</summary>
public sealed class StoreException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Trying again will not help: the process may not do it, and somebody must change that.</summary>
    public bool NotPermitted { get; init; }
}

/// <summary>One message cannot be read; the rest of the maildrop can. The message is for the operator, never for the client.</summary>
public sealed class MessageUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
