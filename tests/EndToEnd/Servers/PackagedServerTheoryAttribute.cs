using System.Diagnostics;

namespace Restante.EndToEnd.Servers;

/// <summary>A test with Debian's POP3 servers; skipped, with the reason, where they cannot be had or cannot be started.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PackagedServerTheoryAttribute : TheoryAttribute
{
    private static readonly Lazy<string?> Reason = new(() => PackagedServers.Names.Select(WhyNot).FirstOrDefault(r => r is not null));

    public PackagedServerTheoryAttribute() => Skip = Reason.Value;

    private static string? WhyNot(string name)
    {
        // Synchronous on purpose: xunit makes attributes in constructors.
        using var script = Process.Start(new ProcessStartInfo(PackagedServer.Script(name), ["possible"]) { UseShellExecute = false, RedirectStandardError = true })!;
        var reason = script.StandardError.ReadToEnd().Trim();
        script.WaitForExit();
        return script.ExitCode == 0 ? null : reason;
    }
}
