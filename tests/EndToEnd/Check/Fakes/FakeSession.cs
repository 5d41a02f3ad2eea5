using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace Restante.EndToEnd.Check.Fakes;

/// <summary>One connection of a fake server.</summary>
internal sealed class FakeSession(FakePop3 server, Socket socket, int number) : IDisposable
{
    private Stream _stream = new NetworkStream(socket, ownsSocket: true);

    public FakePop3 Server { get; } = server;

    /// <summary>Which connection of the server it is, from 1: faults of one machine among many go by it.</summary>
    public int Number { get; } = number;

    public bool Encrypted { get; private set; }

    public string User { get; set; } = "";

    public bool LoggedIn { get; set; }

    public bool IsOver { get; private set; }

    public HashSet<int> Marked { get; } = [];

    public Stream Stream => _stream;

    /// <summary>A line, with the server's line end.</summary>
    public Task LineAsync(string line) => RawAsync(line + Server.NewLine);

    /// <summary>Octets as they are; Latin-1.</summary>
    public async Task RawAsync(string text)
    {
        await _stream.WriteAsync(Encoding.Latin1.GetBytes(text), Server.Stopping);
        await _stream.FlushAsync(Server.Stopping);
    }

    public Task SilenceAsync(double seconds = 300) => Task.Delay(TimeSpan.FromSeconds(seconds), Server.Stopping);

    /// <summary>Ends the connection after what was sent.</summary>
    public void Close()
    {
        IsOver = true;
        socket.Shutdown(SocketShutdown.Both);
    }

    /// <summary>Ends the connection by a reset, without a word.</summary>
    public void Reset()
    {
        IsOver = true;
        socket.LingerState = new LingerOption(enable: true, seconds: 0);
        socket.Close();
    }

    /// <summary>The next line without its end; null at the end of the connection.</summary>
    public async Task<string?> ReadLineAsync()
    {
        var line = new StringBuilder();
        var octet = new byte[1];
        while (await _stream.ReadAsync(octet, Server.Stopping) == 1)
        {
            if (octet[0] == '\n')
            {
                return line.ToString().TrimEnd('\r');
            }

            line.Append((char)octet[0]);
        }

        return null;
    }

    /// <summary>Waits until the client says anything.</summary>
    public async Task<bool> AwaitOctetAsync() => await _stream.ReadAsync(new byte[4096], Server.Stopping) > 0;

    public async Task StartTlsAsync()
    {
        var tls = new SslStream(_stream);
        await tls.AuthenticateAsServerAsync((Server.TlsOf?.Invoke(this) ?? Server.Tls!).Options(), Server.Stopping);
        _stream = tls;
        Encrypted = true;
    }

    public void Dispose() => _stream.Dispose();
}
