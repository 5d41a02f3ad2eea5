using Restante.EndToEnd.Processes;

namespace Restante.EndToEnd.Servers;

/// <summary>The built executable, as it lies beside the tests.</summary>
internal static class RestanteProgram
{
    public static string Path { get; } = System.IO.Path.Combine(AppContext.BaseDirectory, "restante");

    /// <summary>Runs a verb to its end.</summary>
    public static Task<ToolResult> RunAsync(IEnumerable<string> arguments, ReadOnlyMemory<byte> input = default, string? folder = null) =>
        Tool.RunAsync(Path, arguments, input, folder);
}
