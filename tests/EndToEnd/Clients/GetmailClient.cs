using Restante.EndToEnd.Processes;

namespace Restante.EndToEnd.Clients;

/// <summary>getmail 6, into a Maildir.</summary>
internal sealed class GetmailClient : PopClient
{
    /// <summary>It refuses to deliver as root.</summary>
    private const uint Nobody = 65534;

    /// <summary>The one the distribution's getmail is installed for; another python3 may come first in the path.</summary>
    private const string SystemPython = "/usr/bin/python3";

    public override string Name => "getmail";

    public override int Many => 50;

    public override bool RemembersWhatItHas => true;

    public override IReadOnlyList<string> Mechanisms => ["USER", "APOP"];

    /// <summary>It knows no STLS.</summary>
    public override bool Speaks(Protection protection) => protection != Protection.Stls;

    /// <summary>It rebuilds each message with Python's email package, which takes a lone CR for a line end.</summary>
    public override IReadOnlySet<string> Spoils { get; } = new HashSet<string>(StringComparer.Ordinal) { "lone-cr" };

    /// <summary>It writes LF for CRLF, a Return-Path of its own, and the empty line after a header that has none.</summary>
    public override byte[] Leaves(byte[] wire)
    {
        List<byte> left = [.. "Return-Path: <unknown>\n"u8, .. WithLf(wire)];
        if (wire.AsSpan().IndexOf("\r\n\r\n"u8) < 0)
        {
            left.Add((byte)'\n');
        }

        return [.. left];
    }

    public override async Task<Fetched> FetchAsync(Errand errand)
    {
        foreach (var name in (string[])["", "tmp", "new", "cur"])
        {
            var folder = Directory.CreateDirectory(Path.Combine(errand.At("got"), name)).FullName;
            if (Posix.IsRoot)
            {
                Posix.GiveTo(folder, Nobody, Nobody);
            }
        }

        var file = errand.At("getmailrc");
        var tls = errand.Protection == Protection.Tls;
        await File.WriteAllTextAsync(file, $"""
            [retriever]
            type = {(tls ? "SimplePOP3SSLRetriever" : "SimplePOP3Retriever")}
            server = localhost
            port = {errand.Port}
            username = {errand.User.Name}
            password = {errand.User.Password}
            timeout = 40
            use_apop = {(errand.Mechanism == "APOP" ? "true" : "false")}
            {(tls ? $"ca_certs = {errand.Server.CertificateFile}" : "")}

            [destination]
            type = Maildir
            path = {errand.At("got")}/
            {(Posix.IsRoot ? "user = nobody" : "")}

            [options]
            read_all = false
            delete = {(errand.Keep ? "false" : "true")}
            delivered_to = false
            received = false
            verbose = 1

            """);
        var script = Script.File("getmail-run.py");
        var run = await Tool.RunAsync(SystemPython, [script, $"--getmaildir={errand.Folder}", $"--rcfile={file}"], folder: errand.Folder);
        return new Fetched(await ReadFolderAsync(Path.Combine(errand.At("got"), "new")), run);
    }
}
