# Fetches all messages with Net::POP3: MODE AFTERWARDS PORT USER PASSWORD CAFILE FOLDER SIZES MECHANISM.
use strict;
use warnings;
use Net::POP3;

my ($mode, $afterwards, $port, $user, $password, $cafile, $folder, $sizes, $mechanism) = @ARGV;
my @tls = (SSL_ca_file => $cafile, SSL_verifycn_name => 'localhost');
my $session = Net::POP3->new('localhost', Port => $port, Timeout => 40, $mode eq 'tls' ? (SSL => 1, @tls) : ())
    or die "no connection: $@";
if ($mode eq 'stls') {
    $session->starttls(@tls) or die 'STLS: ' . $session->message;
}

my $count = $mechanism eq 'APOP' ? $session->apop($user, $password) : $session->login($user, $password);
defined $count or die 'login: ' . $session->message;
for my $number (1 .. $count) {
    open my $file, '>:raw', sprintf '%s/%06d', $folder, $number or die $!;
    my $lines = $session->get($number) or die 'RETR: ' . $session->message;
    for my $line (@$lines) {
        # Net::Cmd hands out lines that end with LF alone, but over TLS with CRLF.
        $line =~ s/\r?\n\z/\r\n/;
        print $file $line;
    }
    close $file or die $!;
    if ($sizes eq 'exact') {
        my ($listed, $came) = ($session->list($number), -s sprintf '%s/%06d', $folder, $number);
        $listed == $came or die "message $number: LIST said $listed, RETR gave $came";
    }
    if ($afterwards eq 'delete') {
        $session->delete($number) or die 'DELE: ' . $session->message;
    }
}
$session->quit or die 'QUIT: ' . $session->message;
