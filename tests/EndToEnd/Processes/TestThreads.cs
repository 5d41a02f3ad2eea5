using System.Reflection;
using System.Runtime.CompilerServices;

namespace Restante.EndToEnd.Processes;

/// <summary>
/// Threads for the tests' own side. The pool begins with as many as there are processors, and adds one or two a second: a
/// test that writes a hundred thousand files on all of them would hold up the timers and the fake servers of all others.
/// </summary>
internal static class TestThreads
{
    private const int Least = 32;

    [ModuleInitializer]
    internal static void Begin()
    {
        // Not where this assembly is a server under test, which has to do with what it is given.
        if (Assembly.GetEntryAssembly() != typeof(TestThreads).Assembly)
        {
            ThreadPool.GetMinThreads(out _, out var ports);
            _ = ThreadPool.SetMinThreads(Least, ports);
        }
    }
}
