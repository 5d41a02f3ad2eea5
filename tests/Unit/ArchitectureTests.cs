using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;

namespace Restante.Unit;

/// <summary>The walls of the house: who refers to whom, and how large a room may be.</summary>
public sealed class ArchitectureTests
{
    private const int LongestFile = 400;

    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Protocol"] = [],
        ["Logs"] = ["Protocol"],
        ["Server"] = ["Protocol", "Logs"],
        ["Cluster"] = ["Protocol", "Logs", "Server"],
        ["Client"] = ["Protocol"],
        ["Cli"] = ["Protocol", "Logs", "Server", "Cluster", "Client"],
    };

    // Protocol turns octets into values and back: it reads nothing, waits for nothing and knows no time.
    /// <summary>An address is a value; no socket comes with it.</summary>
    private static readonly string[] ValuesOfNet = ["System.Net.IPAddress", "System.Net.IPEndPoint"];

    private static readonly string[] NotInProtocol =
    [
        "System.Threading.", "System.IO.", "System.Net.", "System.Diagnostics.Process", "System.Console", "System.TimeProvider",
        "System.DateTime", "System.Random", "Microsoft.",
    ];

    public static TheoryData<string> Projects =>
        [.. Directory.EnumerateDirectories(Repository.File("src")).Select(d => Path.GetFileName(d)!).Order()];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_refers_only_where_it_may(string project)
    {
        var file = XDocument.Load(Repository.File("src", project, project + ".csproj"));
        var references = file.Descendants("ProjectReference").Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value.Replace('\\', '/')));
        Assert.All(references, r => Assert.Contains(r, Allowed[project]));
    }

    [Fact]
    public void Protocol_and_Logs_have_no_packages() => Assert.All(
        ["Protocol", "Logs", "Client"],
        project => Assert.Empty(XDocument.Load(Repository.File("src", project, project + ".csproj")).Descendants("PackageReference")));

    [Fact]
    public void Protocol_has_no_tasks_no_streams_no_sockets_and_no_clock()
    {
        using var assembly = new PEReader(File.OpenRead(typeof(Restante.Protocol.Pop3.LineReader).Assembly.Location));
        var metadata = assembly.GetMetadataReader();
        var used = metadata.TypeReferences.Select(metadata.GetTypeReference)
            .Select(t => $"{metadata.GetString(t.Namespace)}.{metadata.GetString(t.Name)}").ToList();
        Assert.Contains("System.Object", used);
        Assert.DoesNotContain(used.Except(ValuesOfNet), t => Array.Exists(NotInProtocol, n => t.StartsWith(n, StringComparison.Ordinal)));
    }

    [Fact]
    public void No_file_of_the_product_is_longer_than_400_lines() => Assert.Empty(
        from file in Directory.EnumerateFiles(Repository.File("src"), "*.cs", SearchOption.AllDirectories)
        where !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal)
        let lines = File.ReadLines(file).Count()
        where lines > LongestFile
        select $"{Path.GetRelativePath(Repository.Root, file)}: {lines}");
}
