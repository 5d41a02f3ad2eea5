using System.Text;

namespace Restante.Fuzz.Maildirs;

/// <summary>Damage to what Restante itself keeps in a Maildir.</summary>
internal sealed class MaildirDamage(string folder)
{
    private string IndexPath => Path.Combine(folder, "restante-index");

    private byte[]? _earlier;

    public void Index(int choice)
    {
        if (!File.Exists(IndexPath))
        {
            File.WriteAllBytes(IndexPath, Encoding.ASCII.GetBytes("garbage"));
            return;
        }

        var octets = File.ReadAllBytes(IndexPath);
        var place = choice / 8 * octets.Length / 32;
        switch (choice % 8)
        {
            case 0:
                File.WriteAllBytes(IndexPath, octets[..place]);
                break;
            case 1 when octets.Length > 0:
                octets[place] ^= (byte)(1 << (choice % 7));
                File.WriteAllBytes(IndexPath, octets);
                break;
            case 2:
                File.WriteAllBytes(IndexPath, new byte[octets.Length]);
                break;
            case 3:
                File.WriteAllBytes(IndexPath, [.. octets, .. octets]);
                break;
            case 4:
                File.Delete(IndexPath);
                break;
            case 5:
                File.WriteAllBytes(IndexPath + ".new", octets[..place]);
                break;
            case 6:
                _earlier = octets;
                break;
            default:
                // As from a backup.
                File.WriteAllBytes(IndexPath, _earlier ?? octets);
                break;
        }
    }

    public void Lock(int choice) => File.WriteAllBytes(Path.Combine(folder, "restante.lock"), (choice % 4) switch
    {
        0 => [],
        1 => Encoding.ASCII.GetBytes("garbage\n"),
        2 => new byte[choice],
        _ => Encoding.ASCII.GetBytes(new string('9', 5000)),
    });
}
