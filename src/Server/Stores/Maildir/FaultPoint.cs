using Restante.Server.Stores.Maildir.Posix;

namespace Restante.Server.Stores.Maildir;

/// <summary>
/// A place where tests let the process die as if the machine's power went: nothing is disposed, nothing is flushed.
/// Does nothing unless the environment names the place before the process starts.
/// </summary>
internal static class FaultPoint
{
    public const string Variable = "RESTANTE_FAULTPOINT";

    private const int KillSignal = 9;

    private static readonly string? Chosen = Environment.GetEnvironmentVariable(Variable);

    public static void Hit(string place)
    {
        if (place == Chosen)
        {
            _ = LibC.Kill(Environment.ProcessId, KillSignal);
        }
    }
}
