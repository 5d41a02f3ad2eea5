using System.CommandLine;
using System.CommandLine.Invocation;
using System.Reflection;

namespace Restante.Cli;

/// <summary><c>restante VERSION</c>, the form that packagers and bug reports expect.</summary>
internal sealed class VersionLine : SynchronousCommandLineAction
{
    public static string Version { get; } =
        typeof(VersionLine).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    public static void Install(RootCommand root) => root.Options.OfType<VersionOption>().Single().Action = new VersionLine();

    public override int Invoke(ParseResult parseResult)
    {
        parseResult.InvocationConfiguration.Output.WriteLine("restante " + Version);
        return ExitCode.Ok;
    }
}
