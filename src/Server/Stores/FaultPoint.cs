using Restante.Server.Stores.Maildir.Posix;

namespace Restante.Server.Stores;

/// <summary>
/// A place where tests let the process die as if the machine's power went: nothing is disposed, nothing is flushed.
/// Does nothing unless the environment names the place before the process starts: <c>deliver-after-link</c>, or
/// <c>deliver-after-link@3</c> for the third time it is reached.
/// </summary>
internal static class FaultPoint
{
    public const string Variable = "RESTANTE_FAULTPOINT";

    private const int KillSignal = 9;

    private static readonly string[] Chosen = Environment.GetEnvironmentVariable(Variable)?.Split('@') ?? [];

    private static int _timesLeft = Chosen.Length > 1 ? int.Parse(Chosen[1], System.Globalization.CultureInfo.InvariantCulture) : 1;

    public static void Hit(string place)
    {
        if (Chosen.Length > 0 && place == Chosen[0] && Interlocked.Decrement(ref _timesLeft) == 0)
        {
            _ = LibC.Kill(Environment.ProcessId, KillSignal);
        }
    }
}
