// Certificates and keys that nothing trusts, made for these tests.

enum TestCertificates {
  static let certificate = """
    -----BEGIN CERTIFICATE-----
    MIIBeTCCAR+gAwIBAgIUIHkZhRsdg1MT0xwHjlpeyHB20J4wCgYIKoZIzj0EAwIw
    ETEPMA0GA1UEAwwGdGVzdC1hMCAXDTI2MTEyMTA2MTYyNFoYDzIxMjYxMDI4MDYx
    NjI0WjARMQ8wDQYDVQQDDAZ0ZXN0LWEwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNC
    AASKM73qEU31negPfprOixKvPXD2HVwkdPfSf1SXOJRVwi34zvxm1IkUub3/BffP
    CegvKrHGimYIjxe4c8Iq3VvDo1MwUTAdBgNVHQ4EFgQU5ygnyjrGqHS7TaHceHaS
    v7C8Z2IwHwYDVR0jBBgwFoAU5ygnyjrGqHS7TaHceHaSv7C8Z2IwDwYDVR0TAQH/
    BAUwAwEB/zAKBggqhkjOPQQDAgNIADBFAiBrJSuKY9Ckpa704mjo7STrH4ZJrbR4
    a1U23mez8SJQsAIhAPpqNBn2RPmt1iWBW1IAidX10QGpOybLOd50TlamWVaz
    -----END CERTIFICATE-----
    """

  static let privateKey = """
    -----BEGIN PRIVATE KEY-----
    MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgo01ahwSosCD2PDrv
    UoV00HNGpb32+wB1aQUvHZg3f1OhRANCAASKM73qEU31negPfprOixKvPXD2HVwk
    dPfSf1SXOJRVwi34zvxm1IkUub3/BffPCegvKrHGimYIjxe4c8Iq3VvD
    -----END PRIVATE KEY-----
    """

  /// A key that does not fit the certificate.
  static let otherPrivateKey = """
    -----BEGIN PRIVATE KEY-----
    MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg3b1+NUA6tKPInn8E
    VG8KVI/Hw1JCEH0gGfAWOAgSJQKhRANCAAS2AXFTJ78RSmKDh0HfIU7FintzDRsJ
    Y9HiWtx/E47pnVqRt4mpdxdqF6J8pHPGhGhSeGWQm1wJtYI8MGnaSNEL
    -----END PRIVATE KEY-----
    """

  static let encryptedPrivateKey = """
    -----BEGIN ENCRYPTED PRIVATE KEY-----
    MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAj99LDmGQ6pggICCAAw
    DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEBx1dJDbdPEePCh3LW1GmLYEgZAR
    DI7EBmt5dL+n2GpK2kDtMEIWUB8rkGkwFfeQKCPYdwwyYsK0GTWXFJ7zPWMvlVyX
    9GKzEPc+gPIolz7WLbXL5jFcHOSAOl5ePxM0BNpZRE6hMsgKMdV6lZZ4Nzy+dMbX
    9/p+jAQ3MxEx5mxO9Fd2BW0KEUZY/AmRiUZV9XWVv3dsE9AgPcuT0mbSFVu4au4=
    -----END ENCRYPTED PRIVATE KEY-----
    """
}
