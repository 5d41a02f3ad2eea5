# Fetches all messages with Mail::POP3Client: MODE AFTERWARDS PORT USER PASSWORD CAFILE FOLDER SIZES MECHANISM.
use strict;
use warnings;
use IO::Socket::SSL;
use Mail::POP3Client;

my ($mode, $afterwards, $port, $user, $password, $cafile, $folder, $sizes, $mechanism) = @ARGV;
my $session = Mail::POP3Client->new(HOST => 'localhost', PORT => $port, TIMEOUT => 40, AUTH_MODE => $mechanism eq 'USER' ? 'PASS' : $mechanism);
if ($mode eq 'tls') {
    # Its own USESSL trusts the system's certificates only; it takes a socket that somebody else has opened.
    $session->Socket(IO::Socket::SSL->new(PeerAddr => 'localhost', PeerPort => $port, SSL_ca_file => $cafile, SSL_verifycn_name => 'localhost')
        or die "no TLS: $SSL_ERROR");
}
$session->User($user);
$session->Pass($password);
$session->Connect or die 'login: ' . $session->Message;
my $count = $session->Count;
$count >= 0 or die 'STAT: ' . $session->Message;
for my $number (1 .. $count) {
    my $name = sprintf '%s/%06d', $folder, $number;
    open my $file, '>:raw', $name or die $!;
    $session->RetrieveToFile($file, $number) or die 'RETR: ' . $session->Message;
    close $file or die $!;
    if ($sizes eq 'exact') {
        my ($listed) = (split ' ', $session->List($number))[-1];
        $listed == -s $name or die "message $number: LIST said $listed, RETR gave " . -s $name;
    }
    if ($afterwards eq 'delete') {
        $session->Delete($number) or die 'DELE: ' . $session->Message;
    }
}
$session->Close or die 'QUIT: ' . $session->Message;
