using System.Net;
using Restante.Client.Connecting;

namespace Restante.Client;

/// <summary>How a connection is protected.</summary>
public enum Channel
{
    Plain,

    /// <summary>TLS after STLS.</summary>
    StartTls,

    /// <summary>TLS from the first octet.</summary>
    Implicit,
}

/// <summary>A way in: where to connect, and how.</summary>
public sealed record Way(IPEndPoint EndPoint, Channel Channel)
{
    public bool IsLoopback => IPAddress.IsLoopback(EndPoint.Address);

    /// <summary>Address and port.</summary>
    public string Place => Target.Show(EndPoint.Address.ToString(), EndPoint.Port);

    public override string ToString() => Channel switch
    {
        Channel.Implicit => $"{Place} (TLS)",
        Channel.StartTls => $"{Place} (STLS)",
        _ => Place,
    };
}
