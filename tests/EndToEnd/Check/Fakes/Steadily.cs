using Xunit.Sdk;

namespace Restante.EndToEnd.Check.Fakes;

/// <summary>
/// For a test in which a few seconds, or less, decide between a finding and none: the machine's hitch makes it wrong
/// once, a fault makes it wrong every time. Where nothing is decided by time it has no place.
/// </summary>
internal static class Steadily
{
    private const int Tries = 3;

    /// <summary>Wrong three times is wrong; what is thrown is the last one's.</summary>
    /// <param name="test">All of it: each try has a server of its own.</param>
    public static async Task RunAsync(Func<Task> test)
    {
        for (var left = Tries - 1; left > 0; left--)
        {
            try
            {
                await test();
                return;
            }
            catch (XunitException)
            {
                // Again, from the start.
            }
        }

        await test();
    }
}
