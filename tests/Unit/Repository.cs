namespace Restante.Unit;

/// <summary>The checkout that these tests were built from, for the few that look at sources and pages.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    public static string File(params string[] path) => Path.Combine([Root, .. path]);

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (System.IO.File.Exists(Path.Combine(folder.FullName, "Restante.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("these tests run inside their checkout");
    }
}
