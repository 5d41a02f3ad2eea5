using System.Globalization;

namespace Restante.Cli;

/// <summary>
/// Whether the descriptors 0 and 1 are what the process was started with. Where one was closed, the runtime has long given
/// its number to something of its own, a pipe that its signals come through for one: who reads from that waits for ever.
/// </summary>
internal static class StandardStreams
{
    private const int Input = 0;
    private const int Output = 1;
    private const int CloseOnExec = 0x80000;

    /// <exception cref="Failure">It is closed.</exception>
    public static void RequireOutput()
    {
        if (!IsInherited(Output))
        {
            throw new Failure(ExitCode.InputOutput, "standard output is closed", "give it a place to go, /dev/null for one");
        }
    }

    /// <exception cref="IOException">It is closed.</exception>
    public static void RequireInput()
    {
        if (!IsInherited(Input))
        {
            throw new IOException("standard input is closed; give it what is to be read, or /dev/null");
        }
    }

    /// <exception cref="IOException">It is closed.</exception>
    public static Stream OpenInput()
    {
        RequireInput();
        return Console.OpenStandardInput();
    }

    // What is closed when a program is started did not come with the start of this one. Without /proc nothing is known.
    private static bool IsInherited(int descriptor)
    {
        try
        {
            var flags = File.ReadLines($"/proc/self/fdinfo/{descriptor.ToString(CultureInfo.InvariantCulture)}")
                .First(l => l.StartsWith("flags:", StringComparison.Ordinal));
            return (Convert.ToInt32(flags["flags:".Length..].Trim(), 8) & CloseOnExec) == 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return !Directory.Exists("/proc/self/fdinfo");
        }
    }
}
