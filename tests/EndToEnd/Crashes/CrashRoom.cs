using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Restante.EndToEnd.Crashes;

/// <summary>Where the lives of one crashing server leave their traces.</summary>
/// <param name="Folder">Data, users and mail.</param>
/// <param name="Life">Counted from 0.</param>
internal sealed record CrashRoom(string Folder, int Life)
{
    public const string Password = "crash";

    public static readonly IReadOnlyList<string> Users = ["ann", "bob", "eve"];

    public string Pop3Socket => Path.Combine(Folder, string.Create(CultureInfo.InvariantCulture, $"p{Life}"));

    public EndPoint Pop3 => new UnixDomainSocketEndPoint(Pop3Socket);

    public string DeliverySocket => Path.Combine(Folder, string.Create(CultureInfo.InvariantCulture, $"d{Life}"));

    public string Records => Path.Combine(Folder, "records");

    public static CrashRoom Make(string folder)
    {
        File.WriteAllText(Path.Combine(folder, "users"), string.Concat(Users.Select(u => $"{u}:{{PLAIN}}{Password}\n")));
        File.SetUnixFileMode(Path.Combine(folder, "users"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Directory.CreateDirectory(Path.Combine(folder, "mail"));
        return new CrashRoom(folder, -1);
    }

    public CrashRoom NextLife() => this with { Life = Life + 1 };
}
