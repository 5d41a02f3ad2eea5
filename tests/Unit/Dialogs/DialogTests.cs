namespace Restante.Unit.Dialogs;

/// <summary>Every file in tests/data/dialogs is a test.</summary>
public sealed class DialogTests
{
    private static string Folder => Path.Combine(AppContext.BaseDirectory, "data", "dialogs");

    /// <summary>The files' names, in order.</summary>
    public static string[] Names =>
        [.. Directory.EnumerateFiles(Folder, "*.txt").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    public static TheoryData<string> Files => [.. Names];

    public static string PathOf(string file) => Path.Combine(Folder, file);

    [Theory]
    [MemberData(nameof(Files))]
    public Task The_server_keeps_to(string file) => Dialog.PlayAsync(PathOf(file));
}
