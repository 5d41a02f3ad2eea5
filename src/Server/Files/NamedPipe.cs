namespace Restante.Server.Files;

/// <summary>What is a file by its name and none to open: that waits until somebody writes.</summary>
public static class NamedPipe
{
    /// <summary>True for a pipe, with a name of its own or as a shell's <c>&lt;(…)</c>; it is not opened.</summary>
    public static bool Is(string path) => LibC.TryStat(path, out var status) && status.IsPipe;
}
