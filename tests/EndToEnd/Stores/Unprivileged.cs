using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Restante.EndToEnd.Stores;

/// <summary>Runs something without root's power over files, so that permissions can be tested by tests that root runs.</summary>
internal static partial class Unprivileged
{
    private const uint Nobody = 65534;

    /// <summary>The system keeps this identity by thread, so what runs must not wait.</summary>
    public static T Run<T>(string root, Func<ValueTask<T>> action)
    {
        using (var chmod = Process.Start("find", [root, "-type", "d", "-exec", "chmod", "a+rwx", "{}", "+"]))
        {
            chmod.WaitForExit();
        }

        using (var chmod = Process.Start("find", [root, "-name", "restante*", "-exec", "chmod", "a+rw", "{}", "+"]))
        {
            chmod.WaitForExit();
        }

        return AsNobody(action);
    }

    /// <summary>The same, with permissions as they are.</summary>
    public static T AsNobody<T>(Func<ValueTask<T>> action)
    {
        var self = SetFileUser(Nobody);
        try
        {
            var running = action();
            return running.IsCompleted ? running.Result : throw new InvalidOperationException("it waited");
        }
        finally
        {
            _ = SetFileUser((uint)self);
        }
    }

    [LibraryImport("libc", EntryPoint = "setfsuid")]
    private static partial int SetFileUser(uint user);
}
