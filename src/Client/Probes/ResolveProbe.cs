using System.Net;
using System.Net.Sockets;
using Restante.Client.Report.Catalogue;

namespace Restante.Client.Probes;

/// <summary>The addresses of the name.</summary>
public sealed class ResolveProbe : IProbe
{
    public async Task RunAsync(Examination examination, CancellationToken cancellation)
    {
        var host = examination.Options.Target.Host;
        if (IPAddress.TryParse(host, out var address))
        {
            Keep(examination, [address]);
            return;
        }

        await examination.StepAsync($"look up {host}", async () =>
        {
            try
            {
                var found = await examination.Options.Resolve(host, cancellation).WaitAsync(examination.Options.Timeout, examination.Time, cancellation);
                Keep(examination, [.. found.Distinct()]);
                if (found.Length > 0)
                {
                    return (true, string.Join(' ', found.Distinct()));
                }

                examination.Report.Add(ReachFindings.NameNotFound, $"{host} has no A and no AAAA record");
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.HostNotFound or SocketError.NoData)
            {
                examination.Report.Add(ReachFindings.NameNotFound, $"{host}: {e.Message}");
            }
            catch (Exception e) when (e is SocketException or TimeoutException)
            {
                // The resolver of this machine is at fault, or its network: nothing was learnt about the server.
                examination.Report.GiveUp($"the name {host} cannot be looked up from here now: {e.Message}");
            }

            examination.IsOver = true;
            return (false, "no address");
        });
    }

    private static void Keep(Examination examination, IReadOnlyList<IPAddress> addresses)
    {
        examination.Addresses = addresses;
        foreach (var address in addresses)
        {
            examination.Report.AddAddress(address.ToString());
        }
    }
}
