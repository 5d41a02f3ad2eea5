using System.Globalization;
using System.Text;

namespace Restante.Fuzz.Maildirs;

/// <summary>Other programs at the same Maildir: they deliver, move, flag and remove files, in their own ways of naming.</summary>
internal sealed class MaildirStrangers(string folder)
{
    private static readonly string[] Flags = ["", ":2,", ":2,S", ":2,RS", ":2,FRS", ":2,Sab"];
    private static readonly string[] Litter = [".hidden", ".nfs0001", "folder/", "..."];

    private int _count;

    /// <summary>A message that differs from every other, in one of a few shapes of line ends.</summary>
    public string NewText()
    {
        var n = (++_count).ToString(CultureInfo.InvariantCulture);
        return (_count % 4) switch
        {
            0 => $"Subject: {n}\r\n\r\nbody\r\n",
            1 => $"Subject: {n}\n\nbody\n",
            2 => $"Subject: {n}\r\n\r\nno line end",
            _ => $"Subject: {n}\n\r\nlone \r and \0 and {new string('x', 300)}\n",
        };
    }

    public void Put(string subfolder, int choice)
    {
        var text = NewText();
        var n = _count.ToString(CultureInfo.InvariantCulture);
        var stem = (choice % 9) switch
        {
            0 => $"17900000{n}.M1P2.mx1",
            1 => $"17900000{n}.M1P2.mx1,S={text.Length}",
            2 => $"17900000{n}.M1P2.mx1,S={text.Length},W={text.Length + 99}",
            3 => $"17900000{n}.M1P2.mx1,S=1",
            4 => n,
            5 => $"zoë {n} with spaces",
            6 => $"{n}." + new string('y', 150),
            7 => $"17900000{n}.V801I2M3.host/057octal".Replace('/', '\\'),
            _ => $"99999999999999999999{n}.x",
        };
        File.WriteAllText(Path.Combine(folder, subfolder, stem + (subfolder == "cur" ? Flags[choice / 9 % Flags.Length] : "")), text, Encoding.Latin1);
    }

    /// <summary>Into cur/, or other flags there.</summary>
    public void Move(int choice)
    {
        if (Pick(choice) is { } file)
        {
            var name = Path.GetFileName(file);
            var stem = name.IndexOf(":2,", StringComparison.Ordinal) is >= 0 and var flags ? name[..flags] : name;
            File.Move(file, Path.Combine(folder, "cur", stem + Flags[1 + (choice / 16 % (Flags.Length - 1))]));
        }
    }

    public void Remove(int choice)
    {
        if (Pick(choice) is { } file)
        {
            File.Delete(file);
        }
    }

    /// <summary>What is no message.</summary>
    public void LeaveLitter(int choice)
    {
        var path = Path.Combine(folder, choice % 2 == 0 ? "new" : "cur", Litter[choice / 2 % Litter.Length]);
        if (path.EndsWith('/'))
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            File.WriteAllText(path, "not a message");
        }

        var tmp = Directory.CreateDirectory(Path.Combine(folder, "tmp")).FullName;
        File.WriteAllText(Path.Combine(tmp, "left-behind"), "half a mess");
    }

    /// <summary>All messages' texts, from the disk.</summary>
    public IEnumerable<string> Texts() => Files().Select(file => File.ReadAllText(file, Encoding.Latin1));

    private string? Pick(int choice)
    {
        var files = Files();
        return files.Count == 0 ? null : files[choice % files.Count];
    }

    private List<string> Files() =>
        [.. new[] { "new", "cur" }.SelectMany(sub => Directory.GetFiles(Path.Combine(folder, sub))).Where(file => !Path.GetFileName(file).StartsWith('.')).Order(StringComparer.Ordinal)];
}
