namespace Restante.Unit.Dialogs;

/// <summary>Every file in tests/data/dialogs is a test.</summary>
public sealed class DialogTests
{
    private static string Folder => Path.Combine(AppContext.BaseDirectory, "data", "dialogs");

    public static TheoryData<string> Files =>
        [.. Directory.EnumerateFiles(Folder, "*.txt").Select(Path.GetFileName).Order(StringComparer.Ordinal)!];

    [Theory]
    [MemberData(nameof(Files))]
    public Task The_server_keeps_to(string file) => Dialog.PlayAsync(Path.Combine(Folder, file));
}
