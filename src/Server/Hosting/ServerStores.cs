using Microsoft.Extensions.Logging;
using Restante.Server.Config;
using Restante.Server.Stores;
using Restante.Server.Stores.Maildir;

namespace Restante.Server.Hosting;

/// <summary>The store that options ask for: the server's sessions and <c>deliver</c> use the same.</summary>
public static class ServerStores
{
    public static IMailStore Open(ServerOptions options, TimeProvider time, ILogger log) => new MaildirStore(
        new MaildirOptions { Path = options.Mail.Maildir, HostName = options.Hostname }, time, log);
}
